import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export interface EntryPoint {
  /** What a user imports, as `@memoir/core/testing`. */
  readonly specifier: string;
  /** The file that is built into it. */
  readonly source: string;
}

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, string | { readonly types: string }>>;
}

/** Whatever can be imported from the packages that are published. */
export const entryPoints: readonly EntryPoint[] = readdirSync(join(ROOT, 'packages'))
  .map((folder) => join(ROOT, 'packages', folder))
  .filter((folder) => existsSync(join(folder, 'package.json')))
  .flatMap((folder) => entryPointsOf(folder, JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))));

function entryPointsOf(folder: string, manifest: Manifest): EntryPoint[] {
  if (manifest.private) {
    return [];
  }
  return Object.entries(manifest.exports ?? {}).flatMap(([path, target]) => {
    if (typeof target === 'string') {
      return [];
    }
    const source = target.types.replace(/^\.\/dist\//, 'src/').replace(/\.d\.ts$/, '.ts');
    return [{ specifier: join(manifest.name, path), source: join(folder, source) }];
  });
}
