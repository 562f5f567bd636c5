/** Compiles everything that has types: the packages, the tests, and folders of tests that need settings of their own. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { nodeProgram, run } from './run.mjs';
import { ROOT } from './workspace.mjs';

const TSC = 'node_modules/typescript/bin/tsc';

/** Decorators of the older kind exclude those of the standard, so their tests stand in folders with a `tsconfig.json`. */
function projectsBelowTests() {
  return ['packages', '.'].flatMap((parent) => {
    const owners = parent === '.' ? ['examples', 'benchmarks', '.'] : readdirSync(join(ROOT, parent));
    return owners.flatMap((owner) => tsconfigsIn(join(parent, owner, 'test')));
  });
}

function tsconfigsIn(folder) {
  try {
    return readdirSync(join(ROOT, folder), { recursive: true })
      .filter((file) => /(^|[\\/])tsconfig\.json$/.test(file))
      .map((file) => join(folder, file));
  } catch {
    return []; // no tests there
  }
}

const failed = [];
for (const args of [['-b'], ...['tsconfig.test.json', ...projectsBelowTests()].map((project) => ['-p', project])]) {
  if ((await run(nodeProgram(TSC, ...args))) !== 0) {
    failed.push(`tsc ${args.join(' ')}`);
  }
}
if (failed.length > 0) {
  console.error(`Type check failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
