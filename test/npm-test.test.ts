import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { answers } from '@memoir/redis-test-server';

const ROOT = new URL('..', import.meta.url);
const LIMIT = 60_000;
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'memoir-npm-test-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

const portFile = () => join(directory, 'port');

/** What `npm test` runs, on one file whose test starts a server and forgets it. */
function startRun(ending: 'failure' | 'never', ...options: string[]): { run: ChildProcess; exit: Promise<unknown[]> } {
  const args = ['scripts/test.mjs', '--testMatch', '**/fixtures/redis-server.fixture.ts', ...options];
  const env = { ...process.env, MEMOIR_FIXTURE_PORT: portFile(), MEMOIR_FIXTURE_ENDING: ending };
  const run = spawn(process.execPath, args, { cwd: ROOT, stdio: 'ignore', env });
  return { run, exit: once(run, 'exit') };
}

/** Processes know no events for these; the limit of the test is the bound. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) {
    await pause(20);
  }
}

const port = () => Number(readFileSync(portFile(), 'utf8'));

describe('npm test', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'stops the servers of its tests on %s',
    async (signal) => {
      const { run, exit } = startRun('never');
      await until(() => existsSync(portFile()) && readFileSync(portFile(), 'utf8') !== '');
      expect(await answers(port())).toBe(true);

      run.kill(signal);

      expect((await exit)[0]).not.toBe(0);
      await until(async () => !(await answers(port())));
    },
    LIMIT,
  );

  it.each([['--maxWorkers=2'], ['--runInBand']])(
    'ends and stops them after a failure, too, with %s',
    async (option) => {
      const { exit } = startRun('failure', option);

      expect((await exit)[0]).toBe(1);
      await until(async () => !(await answers(port())));
    },
    LIMIT,
  );

  it(
    'fails where no test is found',
    async () => {
      const { exit } = startRun('never', '--testPathPatterns=nowhere');

      expect((await exit)[0]).toBe(1);
    },
    LIMIT,
  );
});
