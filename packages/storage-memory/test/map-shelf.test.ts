import { describe, expect, it } from '@jest/globals';
import type { CacheEntry } from '@memoir/core';
import fc from 'fast-check';
import { MapShelf } from '../src/map-shelf.js';
import { collidingKeys } from './colliding-keys.js';
import { entryOf } from './opened.js';

const MOST_WITHOUT_TABLE = 8;

/** As a keyspace does. */
const read = (shelf: MapShelf<number>, key: string) => shelf.get(key) ?? shelf.readFirst(key);

describe('a shelf without a bound', () => {
  it('holds what a Map would, with few entries and with many', () => {
    const keys = Array.from({ length: 40 }, (_, n) => `user:${n}`);
    const step = fc.record({
      what: fc.constantFrom('put', 'put', 'put', 'put', 'swap', 'get', 'peek', 'remove', 'remove', 'clear'),
      which: fc.nat(keys.length - 1),
      times: fc.constantFrom(1, 1, 1, 20),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200, size: 'max' }), (steps) => {
        const shelf = new MapShelf<number>(MOST_WITHOUT_TABLE);
        const model = new Map<string, CacheEntry<number>>();
        const take = (what: string, key: string, times: number) => {
          if (what === 'put' || (what === 'swap' && model.has(key))) {
            const entry = entryOf(model.size);
            model.set(key, entry);
            shelf[what as 'put' | 'swap'](key, entry);
          } else if (what === 'get') {
            expect(read(shelf, key)).toBe(model.get(key));
          } else if (what === 'peek') {
            expect(shelf.peek(key)).toBe(model.get(key));
          } else if (what === 'remove') {
            expect(shelf.remove(key)).toBe(model.delete(key));
          } else if (what === 'clear' && times === 1 && model.size > 30) {
            shelf.clear();
            model.clear();
          }
        };
        for (const { what, which, times } of steps) {
          for (let n = 0; n < times; n++) take(what, keys[(which + n) % keys.length]!, times);
          expect(shelf.size).toBe(model.size);
        }
        expect([...shelf.walk()].sort()).toEqual([...model.keys()].sort());
        for (const key of keys) expect(read(shelf, key)).toBe(model.get(key));
        for (const key of keys) expect(shelf.remove(key)).toBe(model.delete(key));
        expect(shelf.size).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it('holds keys that were made to collide', () => {
    const keys = [...Array.from({ length: 20 }, (_, n) => `user:${n}`), ...collidingKeys(1_100)];
    const entries = keys.map((_, n) => entryOf(n));
    const shelf = new MapShelf<number>(MOST_WITHOUT_TABLE);

    for (const [n, key] of keys.entries()) shelf.put(key, entries[n]!);
    shelf.put('one more', entries[0]!);

    expect(shelf.size).toBe(keys.length + 1);
    expect(keys.map((key) => read(shelf, key))).toEqual(entries);
    expect([...shelf.walk()].sort()).toEqual(['one more', ...keys].sort());
    expect(keys.every((key) => shelf.remove(key))).toBe(true);
    expect(shelf.size).toBe(1);
  });

  it('holds keys that were made to collide before there were many', () => {
    const keys = collidingKeys(1_100);
    const shelf = new MapShelf<number>(keys.length - 1);
    const entry = entryOf(1);

    for (const key of keys) shelf.put(key, entry);

    expect(keys.map((key) => read(shelf, key))).toEqual(keys.map(() => entry));
    expect(shelf.size).toBe(keys.length);
  });

  it('answers a replaced entry with the new one, read or not', () => {
    const keys = Array.from({ length: 20 }, (_, n) => `user:${n}`);
    const shelf = new MapShelf<number>(MOST_WITHOUT_TABLE);
    for (const key of keys) shelf.put(key, entryOf(1));
    for (const key of keys.slice(5, 15)) read(shelf, key);
    const newer = entryOf(2);

    for (const key of keys) shelf.put(key, newer);

    expect(keys.map((key) => shelf.peek(key))).toEqual(keys.map(() => newer));
    expect(keys.map((key) => read(shelf, key))).toEqual(keys.map(() => newer));
  });
});
