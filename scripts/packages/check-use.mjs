import { copyFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { requireNone } from '../counted-checks.mjs';
import { outputOf } from '../output-of.mjs';
import { nodeProgram } from '../run.mjs';
import { ROOT, readJson } from '../workspace.mjs';

const PROGRAMS = join(ROOT, 'test/packed');
const USAGE = join(ROOT, 'test/usage');
/** What the programs read, beside themselves. */
const GOLDEN_KEYS = join(ROOT, 'packages/core/test/key/golden-keys.json');
const LOADERS = {
  import: ['names.mjs', 'const names = Object.keys(await import(process.argv[2]));'],
  'require()': ['names.cjs', 'const names = Object.keys(require(process.argv[2]));'],
};

/** Both ways of loading an entry point give the names that are pinned. */
export async function checkNames(node, specifier, folder) {
  const { values } = readJson('test/exported-names.json')[specifier] ?? { values: [] };
  for (const [way, [file, loading]] of Object.entries(LOADERS)) {
    await writeFile(join(folder, file), `${loading}\nconsole.log(JSON.stringify(names.sort()));\n`);
    const names = JSON.parse(await outputOf([node, file, specifier], { cwd: folder }));
    requireNone([
      ...values.filter((name) => !names.includes(name)).map((name) => `${way} lacks ${name}`),
      ...names.filter((name) => !values.includes(name)).map((name) => `${way} gives ${name}, which is not pinned`),
    ]);
  }
}

/** The small programs of `test/packed`, which end with 0 if all is well. */
export async function programs() {
  return (await readdir(PROGRAMS)).filter((file) => /\.[cm]js$/.test(file));
}

export async function checkProgram(node, program, folder) {
  await copyFile(join(PROGRAMS, program), join(folder, program));
  await copyFile(GOLDEN_KEYS, join(folder, 'golden-keys.json'));
  await outputOf([node, program], { cwd: folder });
}

/** What stands in `test/usage` compiles against the packed types, as strictly as TypeScript goes, their declarations included. */
export async function checkTypes(lib, folder) {
  const files = (await readdir(USAGE)).map((file) => [file, file.replace(/\.ts$/, '.mts')]);
  for (const [file, module] of files) {
    await copyFile(join(USAGE, file), join(folder, module));
  }
  const config = {
    compilerOptions: {
      target: 'ES2022',
      module: 'NodeNext',
      lib,
      types: ['node'],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
      noEmit: true,
    },
    files: files.map(([, module]) => module),
  };
  const file = join(folder, 'tsconfig.json');
  await writeFile(file, JSON.stringify(config));
  await outputOf(nodeProgram(join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', file), { cwd: folder });
}
