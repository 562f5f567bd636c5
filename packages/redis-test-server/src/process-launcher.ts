import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { keepWatch } from './keeper.js';
import type { LaunchedServer, Launcher } from './launcher.js';
import { RecentOutput } from './recent-output.js';

/** Runs servers as children of this process. */
export class ProcessLauncher implements Launcher {
  /** @param program path of `redis-server` */
  constructor(private readonly program: string) {}

  async launch(args: readonly string[], directory: string): Promise<LaunchedServer> {
    const child = spawn(this.program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const output = new RecentOutput();
    child.stdout.on('data', (chunk) => output.add(chunk));
    child.stderr.on('data', (chunk) => output.add(chunk));
    const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
    await once(child, 'spawn');

    const dismissKeeper = keepWatch(child.pid!, directory);
    child.once('exit', dismissKeeper);
    // A server that a test forgot does not hold its process, and goes with it.
    child.unref();
    for (const stream of [child.stdout, child.stderr]) {
      (stream as Readable & { unref?(): void }).unref?.();
    }
    return {
      exited,
      async signal(signal) {
        child.kill(signal);
      },
      log: () => output.text(),
    };
  }
}
