import { beforeAll, expect, it } from '@jest/globals';
import { buildExamples, runExample } from './support/run-example.js';

beforeAll(buildExamples, 120_000);

it('the devtools print an address of this machine, and let the process end', async () => {
  const { stdout, stderr, code } = await runExample('readme/devtools.js');

  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  expect(stdout).toMatch(/^memoir devtools: http:\/\/127\.0\.0\.1:\d+\/#[\w-]+\n$/);
});
