import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const PROGRAM = fileURLToPath(new URL('./programs/instances-die.mjs', import.meta.url));

it('entries of a memoized method die with the object, refreshed on schedule or not', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', PROGRAM], { timeout: 20_000 });

  const [, objects, values] = stdout.match(/^objects alive (\d+), values alive (\d+)\n$/)!;
  // Of a hundred each; the last one may still lie on the stack, where the collector takes anything for a reference.
  expect([Number(objects) <= 1, Number(values) <= 1]).toEqual([true, true]);
});
