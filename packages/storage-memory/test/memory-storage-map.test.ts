import { describe, expect, it } from '@jest/globals';
import {
  type CacheEntry,
  type CacheKey,
  ConfigurationError,
  createMemoizer,
  standardConfiguration,
} from '@memoir/core';
import { ManualClock } from '@memoir/core/testing';
import { BoundedMap } from '../src/bounded-map/bounded-map.js';
import type { BoundedMapOptions } from '../src/bounded-map/bounded-map-options.js';
import { MemoryStorage } from '../src/memory-storage.js';

type Entry = CacheEntry<string>;

function setUp(options: BoundedMapOptions<CacheKey, Entry> = {}) {
  const clock = new ManualClock();
  const map = new BoundedMap<CacheKey, Entry>({ clock, ...options });
  const storage = new MemoryStorage({ map });
  const memoizer = createMemoizer({ ...standardConfiguration(storage), clock });
  const loads: string[] = [];
  const cached = memoizer.memoize(async (id: string, size = 1) => {
    loads.push(id);
    return id.repeat(size);
  });
  return { clock, map, storage, memoizer, loads, cached };
}

describe('a function whose results stand in a BoundedMap', () => {
  it('answers from it, by the keys of the function', async () => {
    const { cached, loads, map } = setUp();
    expect([await cached('ada'), await cached('ada'), await cached('bob')]).toEqual(['ada', 'ada', 'bob']);
    expect(loads).toEqual(['ada', 'bob']);
    expect([...map].map(([key, { value }]) => [key, value])).toEqual([
      ['ada', 'ada'],
      ['bob', 'bob'],
    ]);
  });

  it('loses what the map gives up, the least recently used first', async () => {
    const { cached, loads, map } = setUp({ maxEntries: 2 });
    for (const id of ['ada', 'bob', 'ada', 'cy', 'ada', 'bob']) await cached(id);
    expect(loads).toEqual(['ada', 'bob', 'cy', 'bob']);
    expect([map.size, cached.statistics().evictions]).toEqual([2, 2]);
  });

  it('holds a result no longer than the map does, and no longer than the function does', async () => {
    const short = setUp({ timeToLive: '1s' });
    await short.cached('ada');
    await short.clock.advance('1s');
    expect([short.map.size, await short.cached.peek('ada')]).toEqual([0, undefined]);

    const long = setUp({ timeToLive: '1d' });
    await long.cached('ada');
    await long.clock.advance('30m'); // expireAfter, by default
    expect(long.map.size).toBe(0);
  });

  it('does not store a result that is larger than the map, and measures it once', async () => {
    let measured = 0;
    const sizeOf = ({ value }: Entry) => {
      measured++;
      return value.length;
    };
    const { cached, loads, map } = setUp({ maxBytes: 10, sizeOf });
    expect(await cached('a', 11)).toHaveLength(11);
    await cached('b', 10);
    await cached('b', 10);
    expect([loads, [...map.keys()], measured]).toEqual([['a', 'b'], [cached.keyOf('b', 10)], 2]);
  });

  it('does not serve what was invalidated, by its arguments, by hand or by tag', async () => {
    const { cached, loads, map, memoizer } = setUp();
    await cached('ada');
    await cached.invalidate('ada');
    await cached('ada');
    map.delete('ada');
    await cached('ada');
    map.clear();
    await cached('ada');
    expect(loads).toHaveLength(4);

    const other = new MemoryStorage({ map: new BoundedMap() });
    const tagged = memoizer.memoize(async (id: string) => `${id} ${loads.push(id)}`, {
      storage: other,
      tags: () => ['t'],
    });
    await tagged('ada');
    await tagged.invalidateTags(['t']);
    expect(await tagged('ada')).toBe('ada 6');
  });

  it('belongs to one function; with a function that makes maps, each has its own', async () => {
    const { memoizer, storage } = setUp();
    expect(() => memoizer.memoize(async () => 'other', { storage })).toThrow(/holds the results of/);

    const maps = new Map<string, BoundedMap<CacheKey, Entry>>();
    const apart = new MemoryStorage({
      map: (namespace) => {
        const map = new BoundedMap<CacheKey, Entry>({ maxEntries: 1 });
        maps.set(namespace, map);
        return map;
      },
    });
    const users = memoizer.memoize(async (id: string) => `user ${id}`, { storage: apart, namespace: 'users' });
    const teams = memoizer.memoize(async (id: string) => `team ${id}`, { storage: apart, namespace: 'teams' });
    expect([await users('1'), await teams('1'), await users('1')]).toEqual(['user 1', 'team 1', 'user 1']);
    expect([maps.get('users')?.size, maps.get('teams')?.size]).toEqual([1, 1]);
  });

  it('refuses what is no map, and bounds beside the map', () => {
    expect(() => new MemoryStorage({ map: new Map() as never })).toThrow(ConfigurationError);
    expect(() => new MemoryStorage({ map: new BoundedMap(), maxEntries: 1 })).toThrow(ConfigurationError);
  });

  it('tells the listener of the map what leaves it', async () => {
    const left: unknown[] = [];
    const { cached } = setUp({ maxEntries: 1, onDelete: (key, { value }, reason) => left.push([key, value, reason]) });
    await cached('ada');
    await cached('bob');
    await cached.invalidate('bob');
    expect(left).toEqual([
      ['ada', 'ada', 'evicted'],
      ['bob', 'bob', 'deleted'],
    ]);
  });
});
