// A storage of one's own in three functions: results in the files of a folder, which outlive the process.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CacheStorage, SerializedStorage, V8Serde } from '@memoir/core';

export function fileStorage(folder: string): CacheStorage {
  // A name can be any text of any length, a file's cannot. Hashed as UTF-16, since UTF-8 makes lone surrogates equal.
  const fileOf = (name: string) => join(folder, createHash('sha256').update(name, 'utf16le').digest('hex'));
  const read = (name: string) => readFile(fileOf(name)).catch(undefinedIfMissing);
  const write = async (name: string, bytes: Uint8Array) => {
    await mkdir(folder, { recursive: true });
    // The writes of one name come one after another, so the draft is this write's alone; who reads sees all or nothing.
    const draft = `${fileOf(name)}.draft`;
    await writeFile(draft, bytes);
    await rename(draft, fileOf(name));
  };
  const remove = (name: string) => rm(fileOf(name), { force: true });
  return new SerializedStorage({ read, write, remove }, { serde: new V8Serde() });
}

function undefinedIfMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
