import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What this project's tests read of the report that `jest --json` writes. */
export interface JestReport {
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly {
      readonly title: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Runs a file of `test/fixtures` with the wiring of the workspace, in a process of its own. */
export async function runJest(fixture: string): Promise<{ exitCode: number | null; report: JestReport }> {
  const directory = await mkdtemp(join(tmpdir(), 'memoir-jest-'));
  const file = join(directory, 'report.json');
  const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
  const options = ['--runInBand', '--testMatch', `**/fixtures/${fixture}`, '--json', '--outputFile', file];
  const child = spawn(process.execPath, [...jest, ...options], {
    cwd: new URL('..', import.meta.url),
    stdio: 'ignore',
  });
  try {
    const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { exitCode, report: JSON.parse(await readFile(file, 'utf8')) };
  } finally {
    await rm(directory, { recursive: true });
  }
}
