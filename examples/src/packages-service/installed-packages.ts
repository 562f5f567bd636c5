import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Manifest, readManifest } from './manifest.js';

export interface InstalledPackage {
  readonly name: string;
  readonly folder: string;
  readonly manifest: Manifest;
}

/** How many places of a store one search looks at at once: dozens of searches together must not run out of open files. */
const LANES = 8;

/**
 * Finds every package in pnpm's virtual stores, by reading each one's `package.json`.
 *
 * A store holds `<name>@<version>/node_modules/<name>` with the files, and beside it links to what that package depends on.
 *
 * @param stores folders such as `node_modules/.pnpm`
 */
export async function findInstalledPackages(stores: readonly string[]): Promise<InstalledPackage[]> {
  const found = await Promise.all(stores.map(findInStore));
  return found.flat();
}

async function findInStore(store: string): Promise<InstalledPackage[]> {
  const slots = (await foldersIn(store)).entries();
  const found: InstalledPackage[][] = [];
  const lane = async () => {
    for (const [place, slot] of slots) found[place] = await findInModules(join(store, slot, 'node_modules'), '');
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return found.flat();
}

async function findInModules(modules: string, scope: string): Promise<InstalledPackage[]> {
  const names = await foldersIn(modules);
  const found = await Promise.all(
    names.map(async (name) => {
      const folder = join(modules, name);
      if (name.startsWith('@')) return findInModules(folder, `${name}/`);
      const manifest = await readManifest(folder);
      return manifest ? [{ name: scope + name, folder, manifest }] : [];
    }),
  );
  return found.flat();
}

/** Real folders only: a link leads to a package that is found at its own place. A folder that is not there holds none. */
async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map((entry) => entry.name);
}
