import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The package whose file changes. */
export const NOTES = '@scratch/notes';
/** The package that depends on it and stays as it is. */
export const READER = 'scratch-reader';

/** Two small packages in a folder of their own, so that no installed file has to change for a demonstration. */
export class ScratchPackages {
  private constructor(readonly store: string) {}

  static async create(): Promise<ScratchPackages> {
    const scratch = new ScratchPackages(await mkdtemp(join(tmpdir(), 'memoir-packages-')));
    await scratch.#add(NOTES, { license: 'MIT' });
    await scratch.#add(READER, { license: 'MIT', dependencies: { [NOTES]: '^1.0.0' } });
    return scratch;
  }

  /** Writes one more line into a file of a package. */
  async addLine(name: string): Promise<void> {
    await appendFile(join(this.#folderOf(name), 'index.js'), 'export {};\n');
  }

  async remove(): Promise<void> {
    await rm(this.store, { recursive: true, force: true });
  }

  async #add(name: string, manifest: object): Promise<void> {
    const folder = this.#folderOf(name);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name, version: '1.0.0', ...manifest }));
    await this.addLine(name);
  }

  #folderOf(name: string): string {
    return join(this.store, `${name.replace('/', '+')}@1.0.0`, 'node_modules', name);
  }
}
