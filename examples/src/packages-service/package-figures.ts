import { type FolderFigures, readFolderFigures, sum } from './folder-figures.js';
import { findInstalledPackages } from './installed-packages.js';
import { dependsOn, licenceOf } from './manifest.js';

/** What is installed under one name; files, bytes and lines add up over all its versions. */
export interface PackageFigures extends FolderFigures {
  readonly name: string;
  readonly versions: readonly string[];
  readonly licences: readonly string[];
  /** The installed packages that name it among their dependencies, as `name@version`. */
  readonly neededBy: readonly string[];
}

/**
 * Computes the figures of a package from what lies on disk at this moment.
 *
 * Slow, and honestly so: it reads the `package.json` of every installed package and every file of this one.
 *
 * @param stores pnpm's virtual stores
 * @returns `undefined` if no such package is installed
 */
export async function readPackageFigures(stores: readonly string[], name: string): Promise<PackageFigures | undefined> {
  const installed = await findInstalledPackages(stores);
  const copies = installed.filter((candidate) => candidate.name === name);
  if (copies.length === 0) return undefined;

  let total: FolderFigures = { files: 0, bytes: 0, lines: 0 };
  for (const copy of copies) total = sum(total, await readFolderFigures(copy.folder));
  const dependants = installed.filter((candidate) => dependsOn(candidate.manifest, name));
  return {
    name,
    versions: distinct(copies.map(({ manifest }) => manifest.version ?? 'no version')),
    licences: distinct(copies.map(({ manifest }) => licenceOf(manifest))),
    ...total,
    neededBy: distinct(dependants.map((dependant) => `${dependant.name}@${dependant.manifest.version}`)),
  };
}

/** The names of all installed packages, sorted. */
export async function listPackageNames(stores: readonly string[]): Promise<string[]> {
  const installed = await findInstalledPackages(stores);
  return distinct(installed.map(({ name }) => name));
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}
