/**
 * Packs every public package and uses it as a user would: outside this workspace, on every supported Node. Each check
 * is counted; `--json <file>` writes the counts.
 */
import { rmSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CountedChecks } from './counted-checks.mjs';
import { checkFiles, checkManifest, checkPaths, checkVersions } from './packages/check-contents.mjs';
import { checkWithAttw, checkWithPublint } from './packages/check-quality.mjs';
import { checkLockFile, checkRegistries } from './packages/check-tracked-files.mjs';
import { checkNames, checkProgram, checkTypes, programs } from './packages/check-use.mjs';
import { installPacked } from './packages/install-packed.mjs';
import { checkSnippet, newcomerFolder, newcomerSnippets } from './packages/newcomer.mjs';
import { nodeOfMajor } from './packages/node-versions.mjs';
import { pack } from './packages/pack.mjs';
import { publicPackages, specifiersOf } from './packages/public-packages.mjs';
import { prepare } from './prepare.mjs';

const NODE_MAJORS = [20, 22, 24];
/** Those that run TypeScript as it is. */
const NODE_MAJORS_FOR_TYPESCRIPT = [22, 24];
const LIBRARY = ['ES2023', 'ESNext.Disposable'];

const { values: options } = parseArgs({ options: { json: { type: 'string' } } });
await prepare();
const checks = new CountedChecks();
const workshop = await realpath(await mkdtemp(join(tmpdir(), 'memoir-packages-')));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    rmSync(workshop, { recursive: true, force: true });
    process.exit(130);
  });
}
try {
  await checkAll(workshop);
} finally {
  await rm(workshop, { recursive: true, force: true });
}
checks.report(options.json);

async function checkAll(folder) {
  await checks.check('the lock file names no address', checkLockFile);
  await checks.check('no tracked file names a registry', checkRegistries);
  await checks.check('all packages have one version', () => checkVersions(publicPackages()));

  const packed = [];
  for (const each of publicPackages()) {
    const { name } = each.manifest;
    const files = await checks.check(`${name} is packed`, () => pack(each, folder));
    if (files) {
      packed.push({ ...each, ...files });
      await checks.check(`${name} holds its sources, what they build and no tests`, () => checkFiles(files.unpacked));
      await checks.check(`${name} names no place of this machine`, () => checkPaths(files.unpacked));
      await checks.check(`${name} has a manifest for others`, () => checkManifest(files.unpacked, publicPackages()));
      await checks.check(`${name} pleases publint`, () => checkWithPublint(files));
      await checks.check(`${name} pleases attw`, () => checkWithAttw(files));
    }
  }

  await checkNewcomersPath(packed, join(folder, 'newcomer'));

  const user = await realpath(await mkdtemp(join(folder, 'user-')));
  const isInstalled = await checks.check('all are installed into an empty folder', async () => {
    await installPacked(packed, user);
    return true;
  });
  if (!isInstalled) {
    return;
  }
  await checks.check('the types compile for users without DOM', () => checkTypes(LIBRARY, user));
  await checks.check('the types compile for users with DOM', () => checkTypes([...LIBRARY, 'DOM'], user));
  for (const major of NODE_MAJORS) {
    const node = await checks.check(`Node ${major} is here`, () => nodeOfMajor(major));
    for (const specifier of node ? packed.flatMap(({ manifest }) => specifiersOf(manifest)) : []) {
      await checks.check(`Node ${major} imports and requires ${specifier}`, () => checkNames(node, specifier, user));
    }
    for (const program of node ? await programs() : []) {
      await checks.check(`Node ${major} runs ${program}`, () => checkProgram(node, program, user));
    }
  }
}

async function checkNewcomersPath(packed, folder) {
  const isInstalled = await checks.check('a newcomer installs memoir into an empty folder', async () => {
    await newcomerFolder(packed, folder);
    return true;
  });
  const snippets = await newcomerSnippets();
  await checks.check('the README and getting started have programs to paste', () => {
    if (snippets.length < 5) throw new Error(`there are ${snippets.length}`);
  });
  for (const major of isInstalled ? NODE_MAJORS_FOR_TYPESCRIPT : []) {
    const node = await checks.check(`Node ${major} for a newcomer is here`, () => nodeOfMajor(major));
    for (const snippet of node ? snippets : []) {
      await checks.check(`Node ${major} prints what is said by ${snippet.name}`, () =>
        checkSnippet(node, snippet, folder),
      );
    }
  }
}
