import { existsSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { ROOT, readJson } from '../workspace.mjs';

/** The packages that are published, with their folders and manifests. */
export function publicPackages() {
  return readdirSync(join(ROOT, 'packages'))
    .filter((folder) => existsSync(join(ROOT, 'packages', folder, 'package.json')))
    .map((folder) => ({
      folder: join(ROOT, 'packages', folder),
      manifest: readJson('packages', folder, 'package.json'),
    }))
    .filter(({ manifest }) => !manifest.private);
}

/** What a user can import of a package, as `@memoir/core/testing`. */
export function specifiersOf(manifest) {
  return Object.keys(manifest.exports)
    .filter((path) => path !== './package.json')
    .map((path) => posix.join(manifest.name, path));
}
