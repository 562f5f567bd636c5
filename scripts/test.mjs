/** `npm test`: everything from a fresh clone to the whole suite with a real Redis. Arguments after `--` go to jest. */
import { prepare } from './prepare.mjs';
import { provideChromium } from './provide-chromium.mjs';
import { main, nodeProgram, run } from './run.mjs';

/** In ESM, jest runs on a part of Node that asks to be named. */
const JEST = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];

await main(async () => {
  await prepare();
  const { provideRedis } = await import('../packages/redis-test-server/dist/provide/index.js');
  const redis = await provideRedis(process.env, (line) => console.log(line));
  const browser = provideChromium(process.env, (line) => console.log(line));
  return run(nodeProgram(...JEST, ...process.argv.slice(2)), { env: { ...process.env, ...redis, ...browser } });
});
