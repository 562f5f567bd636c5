import { describe, expect, it } from '@jest/globals';
import { createMemoizer, standardConfiguration } from '../../src/index.js';
import { ManualClock, settle } from '../../src/testing/manual-clock.js';
import { heldLoads } from '../support/held-loads.js';
import { MapStorage } from '../support/map-storage.js';
import { setUp } from '../support/set-up.js';

describe('after an invalidation, nothing whose load began before it is stored, served or joined:', () => {
  it('not a load that a call had started', async () => {
    const { cached, loads } = setUp();
    const early = cached('ada'); // its load has begun ...
    await cached.invalidate('ada'); // ... when the source changes
    loads[0]!.resolve('old');

    expect(await early).toBe('old');
    expect(await cached.peek('ada')).toBeUndefined();
    expect(cached.statistics().fencedLoads).toBe(1);
  });

  it('and a call that comes after it starts a load of its own instead of joining', async () => {
    const { cached, loads } = setUp();
    const early = cached('ada');
    await cached.invalidate('ada');
    const late = cached('ada');
    loads[1]!.resolve('new');
    loads[0]!.resolve('old');

    expect([await early, await late, await cached('ada')]).toEqual(['old', 'new', 'new']);
  });

  it('whichever of the two loads ends first', async () => {
    const { cached, loads } = setUp();
    const early = cached('ada');
    await cached.invalidate('ada');
    const late = cached('ada');
    loads[0]!.resolve('old');
    await early;
    loads[1]!.resolve('new');

    expect([await late, await cached('ada')]).toEqual(['new', 'new']);
  });

  it('at once, before the promise of the invalidation settles', async () => {
    const { cached, loads } = setUp();
    const first = cached('ada');
    loads[0]!.resolve('old');
    await first;

    const invalidated = cached.invalidate('ada');
    const late = cached('ada');
    loads[1]!.resolve('new');

    expect(await late).toBe('new');
    await invalidated;
  });

  it('not a background refresh', async () => {
    const { cached, loads, clock } = setUp({ updateAfter: '1s', expireAfter: '1h' });
    const first = cached('ada');
    loads[0]!.resolve('old');
    await first;
    await clock.advance('1s');
    expect(await cached('ada')).toBe('old'); // and a refresh begins
    await cached.invalidate('ada');
    loads[1]!.resolve('old too');
    await settle();

    expect(await cached.peek('ada')).toBeUndefined();
  });

  it('not a timed-out load that finishes late', async () => {
    const { cached, loads, clock } = setUp({ methodTimeout: '1s' });
    const early = cached('ada').catch((error: { code: string }) => error.code);
    await clock.advance('1s');
    expect(await early).toBe('ERR_MEMOIR_LOAD_TIMEOUT');
    await cached.invalidate('ada');
    loads[0]!.resolve('old');
    await settle();

    expect(await cached.peek('ada')).toBeUndefined();
  });

  it('not a forced refresh', async () => {
    const { cached, loads } = setUp();
    const refreshed = cached.refresh('ada');
    await settle();
    await cached.invalidate('ada');
    loads[0]!.resolve('old');

    expect(await refreshed).toBe('old');
    expect(await cached.peek('ada')).toBeUndefined();
  });

  it('not when everything is invalidated at once', async () => {
    const { cached, loads } = setUp();
    const early = [cached('ada'), cached('bob'), cached('eve')];
    await cached.invalidateAll();
    for (const load of loads) load.resolve('old');
    await Promise.all(early);

    expect([await cached.peek('ada'), await cached.peek('bob'), await cached.peek('eve')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('and other keys are left alone', async () => {
    const { cached, loads } = setUp();
    const ada = cached('ada');
    await cached.invalidate('bob');
    loads[0]!.resolve('Ada');
    await ada;

    expect((await cached.peek('ada'))?.value).toBe('Ada');
  });
});

describe('a primed value', () => {
  it('is served, and is not overwritten by a load that began before it', async () => {
    const { cached, loads } = setUp();
    const early = cached('ada');
    expect(await cached.prime(['ada'], 'primed')).toBe('stored');
    loads[0]!.resolve('old');

    expect([await early, await cached('ada')]).toEqual(['old', 'primed']);
  });

  it('lives as long as it is told to', async () => {
    const { cached, clock } = setUp();
    await cached.prime(['ada'], 'primed', { expireAfter: '1s', updateAfter: '1s' });
    await clock.advance(999);
    expect((await cached.peek('ada'))?.freshness).toBe('fresh');
    await clock.advance(1);
    expect(await cached.peek('ada')).toBeUndefined();
  });
});

describe('a refresh', () => {
  it('never answers the value that stood, and stores its own', async () => {
    const { cached, loads } = setUp();
    await cached.prime(['ada'], 'old');
    const refreshed = cached.refresh('ada');
    await settle();
    expect(await cached('ada')).toBe('old'); // ordinary calls get the standing value meanwhile
    loads[0]!.resolve('new');

    expect([await refreshed, await cached('ada')]).toEqual(['new', 'new']);
    expect(cached.statistics()).toMatchObject({ calls: 2, hits: 2 });
  });

  it('does not join a load that began before it, and supersedes it', async () => {
    const { cached, loads } = setUp();
    const early = cached('ada');
    const refreshed = cached.refresh('ada');
    await settle();
    expect(loads).toHaveLength(2);
    loads[1]!.resolve('new');
    expect(await refreshed).toBe('new');
    loads[0]!.resolve('old');

    expect([await early, await cached('ada')]).toEqual(['old', 'new']);
  });

  it('during another refresh shares the one after it with all who ask meanwhile', async () => {
    const { cached, loads } = setUp();
    const first = cached.refresh('ada');
    const others = [cached.refresh('ada'), cached.refresh('ada'), cached.refresh('ada')];
    await settle();
    expect(loads).toHaveLength(1);
    loads[0]!.resolve('first');
    await first;
    await settle();
    expect(loads).toHaveLength(2);
    loads[1]!.resolve('second');

    expect(await Promise.all(others)).toEqual(['second', 'second', 'second']);
  });

  it('is joined by calls that find nothing', async () => {
    const { cached, loads } = setUp();
    const refreshed = cached.refresh('ada');
    await settle();
    const joined = cached('ada');
    loads[0]!.resolve('new');

    expect([await refreshed, await joined]).toEqual(['new', 'new']);
    expect(cached.statistics()).toMatchObject({ calls: 1, joins: 1, misses: 0 });
  });

  it('that fails rejects and leaves what stood', async () => {
    const { cached, loads } = setUp();
    await cached.prime(['ada'], 'old');
    const refreshed = cached.refresh('ada');
    const error = new Error('down');
    await settle();
    loads[0]!.reject(error);

    await expect(refreshed).rejects.toBe(error);
    expect(await cached('ada')).toBe('old');
  });
});

describe('tags', () => {
  class TaggedMapStorage extends MapStorage {
    async invalidateTags(tags: readonly string[]): Promise<void> {
      for (const map of this.maps.values()) {
        for (const [key, entry] of map) if (entry.tags.some((tag) => tags.includes(tag))) map.delete(key);
      }
    }

    async expireTags(tags: readonly string[]): Promise<void> {
      await this.invalidateTags(tags);
    }
  }

  it('known before the load keep later calls from joining it once one is invalidated', async () => {
    const { cached, loads } = setUp({ tags: (id: string) => [`user:${id}`] }, new TaggedMapStorage());
    const early = cached('ada');
    await cached.invalidateTags(['user:ada']);
    const late = cached('ada');
    expect(loads).toHaveLength(2);
    loads[0]!.resolve('old');
    loads[1]!.resolve('new');

    expect([await early, await late, await cached('ada')]).toEqual(['old', 'new', 'new']);
  });

  it('learnt from the result make who joined after the invalidation load again', async () => {
    const { cached, loads } = setUp({ resultTags: (value: string) => [`team:${value}`] }, new TaggedMapStorage());
    const early = cached('ada');
    await cached.invalidateTags(['team:red']);
    const late = cached('ada'); // cannot know yet that the load under way is concerned
    loads[0]!.resolve('red');
    expect(await early).toBe('red');
    await settle();
    expect(loads).toHaveLength(2);
    loads[1]!.resolve('blue');

    expect([await late, await cached('ada')]).toEqual(['blue', 'blue']);
    expect(cached.statistics()).toMatchObject({ calls: 3, misses: 2, hits: 1, fencedLoads: 1 });
  });

  it('that have nothing to do with the result let who joined have it', async () => {
    const { cached, loads } = setUp({ resultTags: (value: string) => [`team:${value}`] }, new TaggedMapStorage());
    const early = cached('ada');
    await cached.invalidateTags(['team:green']);
    const late = cached('ada');
    loads[0]!.resolve('red');

    expect([await early, await late]).toEqual(['red', 'red']);
    expect(loads).toHaveLength(1);
  });

  it('set by the loader count from the start of its load', async () => {
    const storage = new TaggedMapStorage();
    const clock = new ManualClock();
    const { load, loads } = heldLoads<[id: string]>();
    const { memoizeWithContext } = createMemoizer({ ...standardConfiguration(storage), clock });
    const cached = memoizeWithContext(async (context, id: string) => {
      const value: string = await load(id);
      context.addTags(`team:${value}`);
      return value;
    });
    const early = cached('ada');
    await cached.invalidateTags(['team:red']);
    loads[0]!.resolve('red');

    expect(await early).toBe('red');
    expect(await cached.peek('ada')).toBeUndefined();
    await cached.close();
  });

  it('on a storage that has none are a clear error', async () => {
    const { cached } = setUp();
    await expect(cached.invalidateTags(['a'])).rejects.toThrow(/no tags/);
  });
});
