import { beforeEach, describe, expect, it } from '@jest/globals';
import type { CacheEntry } from '@memoir/core';
import { entryOf, freshPrefix, type Process } from './support/processes.js';
import { ServerForTests } from './support/server-for-tests.js';

const at = new ServerForTests();
const { processes } = at;
let ours: Process;
let seen: (CacheEntry<string> | undefined | 'failed')[];

const shown = (key: string, answer = (entry: CacheEntry<string> | undefined) => entry) =>
  ours.keyspace.getShown(key, {
    found: (entry) => {
      seen.push(entry);
      return answer(entry);
    },
    failed: () => void seen.push('failed'),
  });

beforeEach(() => {
  ours = processes.open({ prefix: freshPrefix() });
  seen = [];
});

describe('a read from Redis that somebody looks on', () => {
  it('is shown once and answered with what the onlooker makes of it, tags or not', async () => {
    const other = entryOf('other');
    await ours.keyspace.offer('ada', entryOf('Ada'), await ours.load('ada'));
    await ours.keyspace.offer('bob', entryOf('Bob', { tags: ['team:red'] }), await ours.load('bob'));

    expect((await shown('ada'))?.value).toBe('Ada');
    expect((await shown('bob'))?.value).toBe('Bob');
    expect(await shown('bob', () => other)).toBe(other);
    expect(await shown('nobody')).toBeUndefined();

    expect(seen.map((entry) => (entry as CacheEntry<string> | undefined)?.value)).toEqual([
      'Ada',
      'Bob',
      'Bob',
      undefined,
    ]);
  });

  it('fails where the onlooker does, and tells it of a failure of its own', async () => {
    const failing = shown('ada', () => {
      throw new Error('the near tier is broken');
    });
    await expect(failing).rejects.toMatchObject({ code: 'ERR_MEMOIR_STORAGE', key: 'ada' });
    expect(seen).toEqual([undefined]);

    ours.client.callBuffer = () => Promise.reject(new Error('down'));
    await expect(shown('ada')).rejects.toMatchObject({ code: 'ERR_MEMOIR_STORAGE' });
    expect(seen).toEqual([undefined, 'failed']);
  });
});
