import { spawn } from 'node:child_process';

/** Lives in a session of its own, so that no Ctrl-C reaches it, and acts when its input ends without a word. */
const SCRIPT = `read -r word || { kill -KILL "$1"; rm -rf -- "$2"; } 2>/dev/null`;

/**
 * Kills a server and removes its folder when this process goes away without having done so itself: after SIGKILL, or
 * when the test runner ends a worker.
 *
 * @returns to be called once the server is gone
 */
export function keepWatch(pid: number, directory: string): () => void {
  const keeper = spawn('/bin/sh', ['-c', SCRIPT, 'keeper', String(pid), directory], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  keeper.on('error', () => undefined);
  keeper.stdin.on('error', () => undefined);
  keeper.unref();
  (keeper.stdin as { unref?(): void }).unref?.();
  return () => keeper.stdin.end('done\n');
}
