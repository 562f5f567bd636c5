import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder laid out as pnpm's virtual store, for one test. */
export class FixtureStore {
  private constructor(readonly path: string) {}

  static async create(): Promise<FixtureStore> {
    return new FixtureStore(await mkdtemp(join(tmpdir(), 'memoir-test-')));
  }

  /** Adds a package with its `package.json` (not counted among `files`) and further files. */
  async add(
    manifest: { readonly name: string; readonly version: string; readonly [field: string]: unknown },
    files: Readonly<Record<string, string | Uint8Array>> = {},
  ): Promise<string> {
    const folder = this.folderOf(manifest.name, manifest.version);
    for (const [name, content] of Object.entries({ 'package.json': JSON.stringify(manifest), ...files })) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    return folder;
  }

  /** Puts a link to one package beside another one, as pnpm does for a dependency. */
  async link(from: { readonly name: string; readonly version: string }, to: string): Promise<void> {
    const modules = join(this.path, slotOf(from.name, from.version), 'node_modules');
    await symlink(to, join(modules, 'linked'), 'dir');
  }

  folderOf(name: string, version: string): string {
    return join(this.path, slotOf(name, version), 'node_modules', name);
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}

function slotOf(name: string, version: string): string {
  return `${name.replace('/', '+')}@${version}`;
}
