import { describe, expect, it, jest } from '@jest/globals';
import { ConfigurationError, type RemovalReason } from '@memoir/core';
import { BoundedMap } from '../../src/bounded-map/bounded-map.js';
import type { BoundedMapOptions } from '../../src/bounded-map/bounded-map-options.js';
import { ValueTooLargeError } from '../../src/bounded-map/value-too-large-error.js';

function setUp<V = number>(options: BoundedMapOptions<string, V>) {
  const told: [string, V, RemovalReason][] = [];
  return { map: new BoundedMap<string, V>({ onDelete: (...args) => void told.push(args), ...options }), told };
}

/** Values that say themselves how large they are. */
const bySize = { sizeOf: (value: number) => value };

describe('a bounded map bounded by entries', () => {
  it('gives up what was used longest ago', () => {
    const { map, told } = setUp({ maxEntries: 2 });
    map.set('a', 1).set('b', 2);
    map.get('a');
    map.set('c', 3);

    expect(told).toEqual([['b', 2, 'evicted']]);
    expect([...map.keys()]).toEqual(['a', 'c']);
  });

  it.each<[string, (map: BoundedMap<string, number>) => unknown]>([
    ['has', (map) => map.has('a')],
    ['peek', (map) => map.peek('a')],
    ['iteration', (map) => [...map]],
    ['a new lifetime', (map) => map.setTimeToLive('a', '1h')],
  ])('does not take %s for a use', (_name, look) => {
    const { map, told } = setUp({ maxEntries: 2, sweepEvery: 'never' });
    map.set('a', 1).set('b', 2);
    look(map);
    map.set('c', 3);

    expect(told).toEqual([['a', 1, 'evicted']]);
  });

  it.each<[string, (map: BoundedMap<string, number>) => unknown]>([
    ['get', (map) => map.get('a')],
    ['set', (map) => map.set('a', 1)],
    ['touch', (map) => map.touch('a')],
    ['getOrInsert', (map) => map.getOrInsert('a', 9)],
    ['demoting the other', (map) => map.touch('b', 'oldest')],
  ])('takes %s for a use', (_name, use) => {
    const { map } = setUp({ maxEntries: 2 });
    map.set('a', 1).set('b', 2);
    use(map);
    map.set('c', 3);

    expect([...map.keys()]).toEqual(['a', 'c']);
  });

  it('gives up nothing for a newer value of the same key', () => {
    const { map, told } = setUp({ maxEntries: 2 });
    map.set('a', 1).set('b', 2).set('a', 3);

    expect(told).toEqual([['a', 1, 'replaced']]);
    expect([...map]).toEqual([
      ['b', 2],
      ['a', 3],
    ]);
  });

  it('shrinks at once to a lower bound, and grows after it is lifted', () => {
    const { map } = setUp({ maxEntries: 4 });
    for (let key = 0; key < 4; key++) map.set(String(key), key);

    map.setMaxEntries(2);
    expect([...map.keys()]).toEqual(['2', '3']);

    map.setMaxEntries(undefined);
    for (let key = 4; key < 100; key++) map.set(String(key), key);
    expect(map.size).toBe(98);
  });

  it('starts with the last of too many entries', () => {
    const map = new BoundedMap({ maxEntries: 2 }, [
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);

    expect([...map.keys()]).toEqual(['b', 'c']);
  });
});

describe('a bounded map bounded by bytes', () => {
  it('gives up as many as it takes, coldest first', () => {
    const { map, told } = setUp({ maxBytes: 100, ...bySize });
    map.set('a', 40).set('b', 30).set('c', 20);
    map.get('a');
    map.set('d', 50);

    expect(told).toEqual([
      ['b', 30, 'evicted'],
      ['c', 20, 'evicted'],
    ]);
    expect(map.byteSize).toBe(90);
  });

  it('holds exactly as much as it may', () => {
    const { map, told } = setUp({ maxBytes: 100, ...bySize });
    map.set('a', 40).set('b', 60);

    expect([map.byteSize, told]).toEqual([100, []]);
  });

  it('refuses what is larger than all of it, and everything that stood still stands', () => {
    const { map, told } = setUp({ maxBytes: 100, ...bySize });
    map.set('a', 40).set('b', 60);

    expect(() => map.set('a', 101)).toThrow(ValueTooLargeError);
    expect(() => map.set('c', 101)).toThrow(
      expect.objectContaining({ code: 'ERR_MEMOIR_VALUE_TOO_LARGE', bytes: 101, maxBytes: 100 }),
    );
    expect([...map]).toEqual([
      ['a', 40],
      ['b', 60],
    ]);
    expect(told).toEqual([]);
    expect(() => map.set('c', 101)).toThrow(RangeError);
  });

  it('counts begun bytes as whole ones, so that no rounding adds up', () => {
    const { map } = setUp(bySize);
    map.set('a', 0.1).set('b', 0.2).set('c', 0.7);
    expect(map.byteSize).toBe(3);

    map.delete('a');
    map.delete('c');
    expect(map.byteSize).toBe(1);
  });

  it('counts a newer value in place of the older one', () => {
    const { map } = setUp({ maxBytes: 100, ...bySize });
    map.set('a', 40).set('a', 90).set('a', 10);

    expect(map.byteSize).toBe(10);
    map.delete('a');
    expect(map.byteSize).toBe(0);
  });

  it('is measured once per write', () => {
    const sizeOf = jest.fn((value: number) => value);
    const { map } = setUp({ maxBytes: 100, sizeOf });
    map.set('a', 40);
    map.get('a');
    map.touch('a');
    map.setMaxBytes(50);
    map.delete('a');

    expect(sizeOf.mock.calls).toEqual([[40, 'a']]);
    expect(map.byteSize).toBe(0);
  });

  it('is not measured at all where nobody asks for bytes, and once from then on', () => {
    const sizeOf = jest.fn((value: number) => value);
    const { map } = setUp({ maxEntries: 10, sizeOf });
    map.set('a', 40).set('b', 30);
    expect(sizeOf).not.toHaveBeenCalled();

    expect([map.byteSize, map.byteSize]).toEqual([70, 70]);
    expect(sizeOf).toHaveBeenCalledTimes(2);
    map.set('c', 5);
    expect(map.byteSize).toBe(75);
    expect(sizeOf).toHaveBeenCalledTimes(3);
  });

  it('can be set, lowered and lifted later', () => {
    const { map } = setUp(bySize);
    map.set('a', 40).set('b', 30).set('c', 20);

    map.setMaxBytes(60);
    expect([...map.keys()]).toEqual(['b', 'c']);
    map.setMaxBytes(25);
    expect([...map.keys()]).toEqual(['c']);
    map.setMaxBytes(10);
    expect([...map.keys()]).toEqual([]);
    map.setMaxBytes(undefined);
    map.set('d', 1_000);
    expect(map.byteSize).toBe(1_000);
  });

  it('changes nothing where the size cannot be told', () => {
    const { map, told } = setUp({ maxBytes: 100, sizeOf: (value: number) => value });
    map.set('a', 1);

    for (const wrong of [-1, Number.NaN, Number.POSITIVE_INFINITY, '5' as unknown as number]) {
      expect(() => map.set('a', wrong)).toThrow(ConfigurationError);
    }
    expect([map.get('a'), told]).toEqual([1, []]);
  });

  it('keeps its old bound where sizes cannot be told for the new one', () => {
    const { map } = setUp({ maxEntries: 5, sizeOf: (value: number) => value });
    map.set('a', 1).set('b', Number.NaN);

    expect(() => map.setMaxBytes(1)).toThrow(ConfigurationError);
    map.delete('b');
    expect([map.byteSize, [...map.keys()]]).toEqual([1, ['a']]);
  });

  it('counts keys, values and overhead, in the notation of bytes', () => {
    const { map } = setUp<Buffer>({ maxBytes: '1M' });
    for (let key = 0; key < 100; key++) map.set(String(key), Buffer.alloc(100 * 1024));

    expect(map.size).toBe(10);
    expect(map.byteSize).toBeGreaterThan(10 * 100 * 1024);
    expect(map.byteSize).toBeLessThanOrEqual(1024 * 1024);
    const before = map.byteSize;
    map.deleteOldest();
    map.set('k'.repeat(50_000), Buffer.alloc(100));
    expect(map.byteSize).toBeGreaterThan(before - 100 * 1024 - 1_000 + 50_000);
  });

  it('takes what cannot be looked into', () => {
    const { map } = setUp<unknown>({ maxBytes: '10K' });
    const circle: { self?: unknown } = {};
    circle.self = circle;
    for (const value of [circle, () => 1, Symbol('s'), new WeakMap(), Promise.resolve()]) map.set('a', value);

    expect(map.size).toBe(1);
  });

  it('holds with all bounds at once', async () => {
    const { map } = setUp({ maxBytes: 100, maxEntries: 3, ...bySize });
    for (const size of [10, 10, 10, 10]) map.set(`${map.size} ${size}`, size);
    expect(map.size).toBe(3);

    map.set('large', 95);
    expect([...map.keys()]).toEqual(['large']);
  });
});
