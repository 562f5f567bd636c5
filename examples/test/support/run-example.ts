import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const workspace = fileURLToPath(new URL('../../..', import.meta.url));
const built = fileURLToPath(new URL('../../dist', import.meta.url));
const run = promisify(execFile);

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  /** `null` if a signal ended it. */
  readonly code: number | null;
}

export async function buildExamples(): Promise<void> {
  await run(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'examples'], { cwd: workspace });
}

/** Runs a built example to its end; one that has not ended after 50 s is killed. */
export function runExample(file: string, ...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [`${built}/${file}`, ...args],
      { timeout: 50_000, killSignal: 'SIGKILL' },
      (_error, stdout, stderr) => resolve({ stdout, stderr, code: child.exitCode }),
    );
  });
}
