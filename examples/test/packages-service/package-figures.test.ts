import { appendFile, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { listPackageNames, readPackageFigures } from '../../src/packages-service/package-figures.js';
import { FixtureStore } from './fixture-store.js';

let store: FixtureStore;
beforeEach(async () => {
  store = await FixtureStore.create();
});
afterEach(() => store.remove());

const manifestBytes = (manifest: object) => Buffer.byteLength(JSON.stringify(manifest));

describe('the figures of a package', () => {
  it('count the files, bytes and lines of all its folders', async () => {
    const manifest = { name: 'left', version: '1.2.3', license: 'MIT' };
    await store.add(manifest, { 'index.js': 'a\nb\n', 'lib/deep/one.js': 'é\n', 'empty.txt': '' });

    expect(await readPackageFigures([store.path], 'left')).toEqual({
      name: 'left',
      versions: ['1.2.3'],
      licences: ['MIT'],
      files: 4,
      bytes: manifestBytes(manifest) + 4 + 3,
      lines: 3,
      neededBy: [],
    });
  });

  it('count no lines in a file that is not text, wherever its zero byte stands', async () => {
    const longerThanOneChunk = new Uint8Array(200_000).fill(0x0a);
    longerThanOneChunk[199_999] = 0;
    await store.add({ name: 'left', version: '1.0.0' }, { 'binary.node': longerThanOneChunk, 'text.js': '\n' });

    expect(await readPackageFigures([store.path], 'left')).toMatchObject({ files: 3, lines: 1 });
  });

  it('add up over all versions and name each version and licence once, sorted', async () => {
    await store.add({ name: 'left', version: '2.0.0', license: { type: 'ISC' } }, { 'a.js': '\n' });
    await store.add({ name: 'left', version: '1.0.0', license: 'MIT' }, { 'a.js': '\n\n' });
    await store.add({ name: 'left', version: '3.0.0' });

    expect(await readPackageFigures([store.path], 'left')).toMatchObject({
      versions: ['1.0.0', '2.0.0', '3.0.0'],
      licences: ['ISC', 'MIT', 'not stated'],
      files: 5,
      lines: 3,
    });
  });

  it('name everybody who depends on it, in whatever way, and nobody else', async () => {
    await store.add({ name: '@my/left', version: '1.0.0' });
    await store.add({ name: 'a', version: '1.0.0', dependencies: { '@my/left': '1' } });
    await store.add({ name: 'b', version: '1.0.0', optionalDependencies: { '@my/left': '1' } });
    await store.add({ name: 'c', version: '1.0.0', peerDependencies: { '@my/left': '1' } });
    await store.add({ name: 'd', version: '1.0.0', devDependencies: { '@my/left': '1' } });
    await store.add({ name: 'e', version: '1.0.0', dependencies: { left: '1' } });

    const figures = await readPackageFigures([store.path], '@my/left');

    expect(figures?.neededBy).toEqual(['a@1.0.0', 'b@1.0.0', 'c@1.0.0']);
  });

  it('take no property that every object has for a dependency', async () => {
    await store.add({ name: 'constructor', version: '1.0.0' });
    await store.add({ name: 'a', version: '1.0.0', dependencies: {} });

    expect((await readPackageFigures([store.path], 'constructor'))?.neededBy).toEqual([]);
  });

  it('count what links lead to only where it really is', async () => {
    const left = await store.add({ name: 'left', version: '1.0.0' });
    const right = { name: 'right', version: '1.0.0' };
    await store.add(right);
    await store.link(right, left);
    await symlink(left, join(store.folderOf('right', '1.0.0'), 'inside'), 'dir');

    expect(await listPackageNames([store.path])).toEqual(['left', 'right']);
    expect((await readPackageFigures([store.path], 'right'))?.files).toBe(1);
  });

  it('are computed anew on each call', async () => {
    const folder = await store.add({ name: 'left', version: '1.0.0' }, { 'index.js': '\n' });
    const before = await readPackageFigures([store.path], 'left');
    await appendFile(join(folder, 'index.js'), '\n');

    expect((await readPackageFigures([store.path], 'left'))?.lines).toBe(before!.lines + 1);
  });

  it('are undefined for what is not installed', async () => {
    await store.add({ name: 'left', version: '1.0.0' });

    expect(await readPackageFigures([store.path], 'right')).toBeUndefined();
  });

  it('come from several stores, of which one may be missing', async () => {
    await store.add({ name: 'left', version: '1.0.0' });
    const other = await FixtureStore.create();
    await other.add({ name: 'left', version: '2.0.0' });

    const figures = await readPackageFigures([store.path, join(store.path, 'missing'), other.path], 'left');
    await other.remove();

    expect(figures?.versions).toEqual(['1.0.0', '2.0.0']);
  });

  it('leave out a folder without a package.json, which is no package', async () => {
    await mkdir(store.folderOf('hollow', '1.0.0'), { recursive: true });
    await store.add({ name: 'left', version: '1.0.0' });

    expect(await listPackageNames([store.path])).toEqual(['left']);
  });

  it('fail on a package.json that is not JSON instead of leaving a package out', async () => {
    await store.add({ name: 'left', version: '1.0.0' }, { 'package.json': '{' });

    await expect(readPackageFigures([store.path], 'left')).rejects.toMatchObject({ name: 'SyntaxError' });
  });
});
