import { describe, expect, it } from '@jest/globals';
import { LeastRecentlyUsedEvictionStrategy } from '../../src/index.js';
import { settle } from '../../src/testing/manual-clock.js';
import { RemoteStorage } from '../support/remote-storage.js';
import { setUp } from '../support/set-up.js';

const LIFE = { updateAfter: '1s', expireAfter: '3s', keepStaleFor: '1h' } as const;

describe('recalling', () => {
  it('gives what a call would get without a load, counted as a hit', async () => {
    const { cached, clock, loads } = setUp(LIFE);
    await cached.prime(['ada'], 'Ada');
    expect(await cached.recall('ada')).toMatchObject({ value: 'Ada', freshness: 'fresh', createdAt: 0 });
    await clock.advance('1s');
    expect(await cached.recall('ada')).toMatchObject({ value: 'Ada', freshness: 'stale' });
    expect(loads).toHaveLength(0);
    expect(cached.statistics()).toMatchObject({ calls: 2, hits: 1, staleHits: 1, misses: 0 });
  });

  it('gives nothing where a call would load, counted as a miss', async () => {
    const { cached, clock, loads } = setUp(LIFE);
    expect(await cached.recall('bob')).toBeUndefined();
    await cached.prime(['ada'], 'Ada');
    await clock.advance('3s');
    expect(await cached.recall('ada')).toBeUndefined();
    expect(loads).toHaveLength(0);
    expect(cached.statistics()).toMatchObject({ calls: 2, hits: 0, misses: 2, loads: 0 });
  });

  it('counts as use where the least recently used goes first', async () => {
    const { cached } = setUp({ evictionStrategy: () => new LeastRecentlyUsedEvictionStrategy({ capacity: 2 }) });
    await cached.prime(['ada'], 'Ada');
    await cached.prime(['bob'], 'Bob');
    await cached.recall('ada');
    await cached.prime(['cleo'], 'Cleo');
    expect([(await cached.peek('ada'))?.value, await cached.peek('bob')]).toEqual(['Ada', undefined]);
  });

  it('extends what is let go of when nobody asks for it', async () => {
    const { cached, clock } = setUp({ expireAfterAccess: '1s', expireAfter: '10s', updateAfter: '10s' });
    await cached.prime(['ada'], 'Ada');
    await clock.advance(900);
    await cached.recall('ada');
    await clock.advance(900);
    expect((await cached.recall('ada'))?.value).toBe('Ada');
  });

  it('judges by the version, as a call does', async () => {
    let version = 'one';
    const { cached } = setUp({ version: () => version });
    await cached.prime(['ada'], 'Ada');
    expect((await cached.recall('ada'))?.value).toBe('Ada');
    version = 'two';
    expect(await cached.recall('ada')).toBeUndefined();
  });

  it('is refused after the end and without a key, and gives nothing while calls go straight through', async () => {
    const { cached } = setUp({ bypassed: true });
    await cached.prime(['ada'], 'Ada');
    expect(await cached.recall('ada')).toBeUndefined();
    const unkeyable = setUp<[id: unknown]>().cached;
    await expect(unkeyable.recall(() => {})).rejects.toMatchObject({ code: 'ERR_MEMOIR_UNKEYABLE_ARGUMENT' });
    const closed = setUp().cached;
    await closed.close();
    await expect(closed.recall('ada')).rejects.toMatchObject({ code: 'ERR_MEMOIR_CLOSED' });
  });

  it('sends one command to a storage that others share, and asks for no right to load', async () => {
    const storage = new RemoteStorage(true);
    const { cached } = setUp({ namespace: 'users' }, storage);
    const recalled = cached.recall('ada');
    await settle();
    expect(storage.commands.map(({ name }) => name)).toEqual(['get']);
    storage.answer('get');
    expect(await recalled).toBeUndefined();
    expect(storage.commands).toEqual([]);
  });

  it('takes a storage that fails for one that has nothing, unless callers are to be told', async () => {
    const one = new RemoteStorage(true);
    const open = setUp({ namespace: 'users' }, one).cached;
    const recalled = open.recall('ada');
    await settle();
    one.commands.shift()!.fail(new Error('down'));
    expect(await recalled).toBeUndefined();
    expect(open.statistics()).toMatchObject({ misses: 1, storageFailures: 1 });

    const two = new RemoteStorage(true);
    const closed = setUp({ namespace: 'users', storageFailurePolicy: 'fail-closed' }, two).cached;
    const told = expect(closed.recall('ada')).rejects.toMatchObject({ name: 'StorageError' });
    await settle();
    two.commands.shift()!.fail(new Error('down'));
    await told;
  });
});
