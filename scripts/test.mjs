/** `npm test`: everything from a fresh clone to the whole suite with a real Redis. Arguments after `--` go to jest. */
import { prepare } from './prepare.mjs';
import { nodeProgram, run } from './run.mjs';

await prepare();

const { provideRedis } = await import('../packages/redis-test-server/dist/provide/index.js');
const redis = await provideRedis(process.env, (line) => console.log(line)).catch((error) => {
  console.error(error.message);
  process.exit(1);
});

// In ESM, jest runs on a part of Node that asks to be named.
const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
const code = await run(nodeProgram(...jest, ...process.argv.slice(2)), { env: { ...process.env, ...redis } });
// Not left to the event loop: a trial container that hangs would hold it.
process.exit(code);
