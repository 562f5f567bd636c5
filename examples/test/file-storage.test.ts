import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { memoize, standardConfiguration } from '@memoir/core';
import { storageConformance } from '@memoir/core/testing';
import { fileStorage } from '../src/file-storage.js';

const folders: string[] = [];

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'memoir-file-storage-'));
  folders.push(folder);
  return folder;
}

afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

storageConformance({ describe, it }, 'fileStorage', async () =>
  fileStorage(join(await newFolder(), 'made', 'when needed')),
);

describe('fileStorage', () => {
  const memoizeIn = (folder: string, options: { readonly namespace?: string } = {}) => {
    let loads = 0;
    const load = async (id: string) => ({ id, load: ++loads, at: new Date(0) });
    return memoize(load, { ...standardConfiguration(fileStorage(folder)), ...options });
  };

  it('keeps results for the next process', async () => {
    const folder = await newFolder();
    await memoizeIn(folder, { namespace: 'users' })('ada');

    const restarted = memoizeIn(folder, { namespace: 'users' });

    expect(await restarted('ada')).toEqual({ id: 'ada', load: 1, at: new Date(0) });
    expect(restarted.statistics()).toMatchObject({ loads: 0, hits: 1 });
    await restarted.invalidate('ada');
    expect(await memoizeIn(folder, { namespace: 'users' })('ada')).toMatchObject({ load: 1 });
  });

  it('keeps one file per result and one per namespace, each named by a hash, and no draft', async () => {
    const folder = await newFolder();
    const getUser = memoizeIn(folder, { namespace: 'users' });

    await Promise.all(['ada', 'bob', '../../etc/passwd', 'x'.repeat(10_000)].map((id) => getUser(id)));

    const files = await readdir(folder);
    expect(files).toHaveLength(5);
    expect(files.filter((file) => !/^[0-9a-f]{64}$/.test(file))).toEqual([]);
  });

  it('loads again what somebody has written over', async () => {
    const folder = await newFolder();
    const getUser = memoizeIn(folder, { namespace: 'users' });
    await getUser('ada');
    for (const file of await readdir(folder)) await writeFile(join(folder, file), 'not what was stored');

    expect(await memoizeIn(folder, { namespace: 'users' })('ada')).toMatchObject({ load: 1 });
  });

  it('answers the caller where it cannot store, and says why it could not', async () => {
    const folder = await newFolder();
    await writeFile(join(folder, 'file'), '');
    const getUser = memoizeIn(join(folder, 'file', 'below a file'));

    expect(await getUser('ada')).toMatchObject({ load: 1 });
    expect(getUser.statistics().storageFailures).toBeGreaterThan(0);
    await expect(getUser.invalidate('ada')).rejects.toMatchObject({ cause: { cause: { code: 'ENOTDIR' } } });
    await getUser.close().catch(() => {});
  });
});
