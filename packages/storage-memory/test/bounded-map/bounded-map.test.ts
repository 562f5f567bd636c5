import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { ConfigurationError } from '@memoir/core';
import { ManualClock } from '@memoir/core/testing';
import { BoundedMap } from '../../src/bounded-map/bounded-map.js';

describe('a bounded map as a Map', () => {
  it('holds what it is given', () => {
    const map: Map<string, number> = new BoundedMap<string, number>();

    expect(map.set('a', 1).set('b', 2)).toBe(map);
    expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([1, 2, undefined]);
    expect([map.has('a'), map.has('c')]).toEqual([true, false]);
    expect(map.size).toBe(2);
  });

  it('starts with the entries it is made with', () => {
    const map = new BoundedMap(
      {},
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
    );

    expect([...map]).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
  });

  it.each([undefined, null, 0, '', false, Number.NaN])('takes %p for a value and for a key', (anything) => {
    const map = new BoundedMap<unknown, unknown>();
    map.set(anything, anything);

    expect(map.has(anything)).toBe(true);
    expect(map.get(anything)).toBe(anything);
    expect(map.peek(anything)).toBe(anything);
    expect([...map]).toEqual([[anything, anything]]);
    expect(map.getOrInsert(anything, 'other')).toBe(anything);
    expect(map.take(anything)).toBe(anything);
    expect(map.size).toBe(0);
  });

  it('takes objects by identity, and -0 for 0', () => {
    const key = {};
    const map = new BoundedMap<unknown, number>().set(key, 1).set(-0, 2);

    expect([map.get(key), map.get({}), map.get(0)]).toEqual([1, undefined, 2]);
    expect([...map.keys()]).toEqual([key, 0]);
  });

  it('deletes', () => {
    const map = new BoundedMap({}, [
      ['a', 1],
      ['b', 2],
    ]);

    expect([map.delete('a'), map.delete('a')]).toEqual([true, false]);
    expect([...map.keys()]).toEqual(['b']);
    map.clear();
    expect([...map.keys()]).toEqual([]);
    expect(map.size).toBe(0);
  });

  it('goes through keys, values and entries in the order of use, least recent first', () => {
    const map = new BoundedMap({}, [
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);
    map.get('a');

    expect([...map.keys()]).toEqual(['b', 'c', 'a']);
    expect([...map.values()]).toEqual([2, 3, 1]);
    expect([...map.entries()]).toEqual([
      ['b', 2],
      ['c', 3],
      ['a', 1],
    ]);
    expect([...map]).toEqual([...map.entries()]);
  });

  it('calls back for each, with itself and what it is to be called on', () => {
    const map = new BoundedMap({}, [
      ['a', 1],
      ['b', 2],
    ]);
    const calls: unknown[] = [];

    map.forEach(function (this: unknown, ...args) {
      calls.push([this, ...args]);
    }, 'self');

    expect(calls).toEqual([
      ['self', 1, 'a', map],
      ['self', 2, 'b', map],
    ]);
  });

  it('comes to the end of an iteration that uses what it meets', () => {
    const map = new BoundedMap({}, [
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);
    const met: string[] = [];
    for (const key of map.keys()) {
      met.push(key);
      map.get(key);
      map.set(key, 0);
    }

    expect(met).toEqual(['a', 'b', 'c']);
  });

  it('skips in an iteration what is deleted meanwhile, and shows what is written meanwhile to keys it began with', () => {
    const map = new BoundedMap({}, [
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);
    const met: unknown[] = [];
    for (const [key, value] of map) {
      met.push([key, value]);
      map.delete('b');
      map.set('c', 4);
      map.set('d', 5);
    }

    expect(met).toEqual([
      ['a', 1],
      ['c', 4],
    ]);
  });

  it('has helpers on its iterators, as a Map has', () => {
    const map = new BoundedMap({}, [['a', 1]]);

    expect(Object.prototype.toString.call(map)).toBe('[object BoundedMap]');
    expect(map.keys()[Symbol.iterator]().next()).toEqual({ done: false, value: 'a' });
    expect(new Map(map)).toEqual(new Map([['a', 1]]));
    expect(Object.fromEntries(map)).toEqual({ a: 1 });
  });

  it('is shown with its entries and its settings', () => {
    const map = new BoundedMap({ maxEntries: 10, maxBytes: '1K', timeToLive: '1m' }, [['a', { deep: [1] }]]);

    expect(inspect(map, { breakLength: Number.POSITIVE_INFINITY })).toBe(
      "BoundedMap(1) { 'a' => { deep: [ 1 ] }, maxEntries: 10, maxBytes: 1024, timeToLive: 60000, sweepEvery: 5000 }",
    );
    expect(inspect({ map }, { depth: 0 })).toBe('{ map: [BoundedMap] }');
    map.close();
  });
});

describe('a bounded map beyond a Map', () => {
  it('inserts what is missing, and answers what stands', () => {
    const map = new BoundedMap({}, [
      ['a', 1],
      ['b', 2],
    ]);

    expect([map.getOrInsert('a', 9), map.getOrInsert('c', 3), map.get('c')]).toEqual([1, 3, 3]);
    expect(map.getOrInsertComputed('a', () => 9)).toBe(1);
    expect(map.getOrInsertComputed('d', (key) => key.charCodeAt(0))).toBe(100);
    expect([...map.keys()]).toEqual(['b', 'c', 'a', 'd']);
  });

  it('stores nothing where the computation fails', () => {
    const map = new BoundedMap<string, number>();

    expect(() =>
      map.getOrInsertComputed('a', () => {
        throw new TypeError('no');
      }),
    ).toThrow('no');
    expect(map.has('a')).toBe(false);
  });

  it('keeps what was computed last where a computation writes the key itself', () => {
    const map = new BoundedMap<string, number>();

    const compute = () => map.set('a', 1).size + 1;

    expect(map.getOrInsertComputed('a', compute)).toBe(2);
    expect(map.get('a')).toBe(2);
  });

  it('takes a key out', () => {
    const map = new BoundedMap({}, [['a', 1]]);

    expect([map.take('a'), map.take('a'), map.size]).toEqual([1, undefined, 0]);
  });

  it('deletes from either end of the order', () => {
    const map = new BoundedMap({}, [
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);

    expect([map.deleteOldest(), map.deleteNewest(), map.deleteOldest(), map.deleteOldest()]).toEqual([
      ['a', 1],
      ['c', 3],
      ['b', 2],
      undefined,
    ]);
    expect(map.deleteNewest()).toBeUndefined();
  });

  it('moves a key to either end of the order', () => {
    const map = new BoundedMap({}, [
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);

    expect([map.touch('b'), map.touch('c', 'oldest'), map.touch('nobody')]).toEqual([true, true, false]);
    expect([...map.keys()]).toEqual(['c', 'a', 'b']);
    expect([map.touch('c', 'oldest'), map.touch('b', 'newest')]).toEqual([true, true]);
    expect([...map.keys()]).toEqual(['c', 'a', 'b']);
    expect(() => map.touch('a', 'up' as 'newest')).toThrow(ConfigurationError);
  });
});

describe('making a bounded map', () => {
  it.each([
    [{ timeToLive: 0 }],
    [{ timeToLive: -1 }],
    [{ timeToLive: Number.NaN }],
    [{ timeToLive: Number.POSITIVE_INFINITY }],
    [{ timeToLive: true }],
    [{ timeToLive: '10' }],
    [{ timeToLive: null }],
    [{ maxBytes: 0 }],
    [{ maxBytes: -1 }],
    [{ maxBytes: Number.NaN }],
    [{ maxBytes: true }],
    [{ maxBytes: '128MB' }],
    [{ maxBytes: '0K' }],
    [{ maxEntries: 0 }],
    [{ maxEntries: -1 }],
    [{ maxEntries: 1.5 }],
    [{ maxEntries: Number.NaN }],
    [{ maxEntries: false }],
    [{ maxEntries: '5' }],
    [{ sweepEvery: 0 }],
    [{ sweepEvery: 'always' }],
    [{ onDelete: 'log' }],
    [{ sizeOf: 5 }],
    [{ clock: {} }],
    [{ maxItems: 5 }],
    [null],
  ])('refuses %p', (options) => {
    expect(() => new BoundedMap(options as object)).toThrow(ConfigurationError);
  });

  it('refuses later settings as it refuses options', () => {
    const map = new BoundedMap<string, number>({ maxEntries: 1, clock: new ManualClock() }, [['a', 1]]);

    for (const wrong of [0, -1, Number.NaN, true, null] as number[]) {
      expect(() => map.setMaxEntries(wrong)).toThrow(ConfigurationError);
      expect(() => map.setMaxBytes(wrong)).toThrow(ConfigurationError);
      expect(() => map.setTimeToLive('a', wrong)).toThrow(ConfigurationError);
      expect(() => map.set('a', 2, { timeToLive: wrong })).toThrow(ConfigurationError);
      expect(() => {
        map.defaultTimeToLive = wrong;
      }).toThrow(ConfigurationError);
    }
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY, true, '1', null] as number[]) {
      expect(() => map.expireAt('a', wrong)).toThrow(ConfigurationError);
    }
    expect([map.get('a'), map.remaining('a'), map.defaultTimeToLive]).toEqual([1, Number.POSITIVE_INFINITY, 'never']);
  });

  it('takes what is undefined for left out', () => {
    const map = new BoundedMap({ timeToLive: undefined, maxBytes: undefined, maxEntries: undefined, clock: undefined });

    expect(map.set(1, 2).remaining(1)).toBe(Number.POSITIVE_INFINITY);
  });
});
