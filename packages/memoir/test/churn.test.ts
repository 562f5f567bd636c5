import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const PROGRAM = fileURLToPath(new URL('./programs/churn.mjs', import.meta.url));
/** Bytes: tables that are half full, and code that is compiled late. A name that stays costs more than this in an hour. */
const NOISE = 1_500_000;

interface Figures {
  readonly before: number;
  readonly most: number;
  readonly after: number;
  readonly timers: number;
}

it('an hour of functions, objects, keys, tags, writes and failures leaves nothing in the memory of a process', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', PROGRAM], { timeout: 100_000 });

  const figures = JSON.parse(stdout) as Record<string, Figures>;
  console.info(stdout);
  for (const { before, after, timers } of Object.values(figures)) {
    expect(after - before).toBeLessThan(NOISE);
    expect(timers).toBe(0);
  }
}, 120_000);
