/** `npm start`: everything from a fresh clone to the example service, which gets the arguments after `--`. */
import { prepare } from './prepare.mjs';
import { main, nodeProgram, run } from './run.mjs';

await main(async () => {
  await prepare();
  return run(nodeProgram('examples/dist/packages-service/main.js', ...process.argv.slice(2)));
});
