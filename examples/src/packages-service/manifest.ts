import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The part of a `package.json` that the figures come from. Other people wrote it, so anything may be missing. */
export interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string | { readonly type?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/**
 * @returns `undefined` if the folder has no `package.json`: then it is no package
 * @throws {SyntaxError} if it is not JSON
 */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : JSON.parse(text);
}

export function licenceOf({ license }: Manifest): string {
  return (typeof license === 'string' ? license : license?.type) ?? 'not stated';
}

export function dependsOn(manifest: Manifest, name: string): boolean {
  const { dependencies, optionalDependencies, peerDependencies } = manifest;
  return [dependencies, optionalDependencies, peerDependencies].some((wanted) => wanted && Object.hasOwn(wanted, name));
}
