import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const PROGRAM = fileURLToPath(new URL('./programs/leaves-everything-armed.mjs', import.meta.url));

it('a process ends by itself, whatever loads, timers and failed refreshes it leaves behind', async () => {
  // Killed, and so rejected, if it does not end.
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [PROGRAM], { timeout: 20_000 });

  expect(stdout.split('\n').filter((line) => !line.startsWith('{'))).toEqual([
    'stale ada',
    'AbortError ERR_MEMOIR_LOAD_TIMEOUT',
    'loads 2',
    '',
  ]);
  expect(stderr).not.toMatch(/unhandled|UnhandledPromiseRejection/i);
});
