import { describe, expect, it } from '@jest/globals';
import { type CacheEntry, hashOf } from '@memoir/core';
import fc from 'fast-check';
import { EntryTable, type Standing } from '../src/entry-table.js';
import { collidingKeys } from './colliding-keys.js';
import { entryOf } from './opened.js';

const entry = entryOf(1);

describe('a table of entries', () => {
  it('holds what a Map would, and who has been read, through every change', () => {
    const keys = [...collidingKeys(8), ...Array.from({ length: 60 }, (_, n) => `user:${n}`)];
    const step = fc.record({
      what: fc.constantFrom('put', 'put', 'put', 'read', 'take', 'take'),
      which: fc.nat(keys.length - 1),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400, size: 'max' }), (steps) => {
        const table = new EntryTable<CacheEntry<number>>(1);
        const model = new Map<string, { entry: CacheEntry<number>; standing: Standing }>();
        for (const { what, which } of steps) {
          const key = keys[which]!;
          const held = model.get(key);
          if (what === 'put') {
            const put = { entry: entryOf(model.size), standing: held?.standing ?? ('unread' as const) };
            model.set(key, put);
            expect(table.put(key, put.entry)).toBe(put.standing);
          } else if (what === 'read') {
            if (held) held.standing = 'read';
            expect(table.read(key)).toBe(held?.entry);
          } else {
            model.delete(key);
            expect(table.take(key)).toBe(held?.standing);
          }
        }
        expect(table.size).toBe(model.size);
        expect([...table.keys()].sort()).toEqual([...model.keys()].sort());
        for (const key of keys) expect(table.peek(key)).toBe(model.get(key)?.entry);
      }),
      { numRuns: 300 },
    );
  });

  it('grows and shrinks with what it holds, in whatever order that goes', () => {
    const table = new EntryTable<CacheEntry<number>>(1);
    const keys = Array.from({ length: 20_000 }, (_, n) => `user:${n}`);
    for (const key of keys) table.put(key, entryOf(1));
    for (const key of keys.slice(0, 100)) table.read(key);

    for (const key of keys.slice(150).toReversed()) expect(table.take(key)).toBe('unread');

    expect([...table.keys()].sort()).toEqual(keys.slice(0, 150).sort());
    expect(keys.slice(0, 150).map((key) => table.take(key) === 'read')).toEqual(
      keys.slice(0, 150).map((_, n) => n < 100),
    );
    expect(table.size).toBe(0);
  });

  it('refuses keys whose hashes collide too often, and keeps the others', () => {
    const table = new EntryTable<CacheEntry<number>>(1);
    const keys = collidingKeys(1_100);

    const refused = keys.filter((key) => table.put(key, entry) === undefined);

    expect(new Set(keys.map(hashOf)).size).toBe(1);
    expect(refused).toEqual(keys.slice(1_024));
    expect(keys.filter((key) => table.peek(key) === entry)).toEqual(keys.slice(0, 1_024));
  });

  it('can be gone through while it changes', () => {
    const table = new EntryTable<CacheEntry<number>>(1);
    const keys = Array.from({ length: 1_000 }, (_, n) => `user:${n}`);
    for (const key of keys) table.put(key, entry);
    const walk = table.keys()[Symbol.iterator]();

    const met = Array.from({ length: 10 }, () => walk.next().value);
    for (const key of keys.slice(0, 990)) table.take(key);
    for (let next = walk.next(); !next.done; next = walk.next()) met.push(next.value);

    expect(met).toEqual(expect.arrayContaining(keys.slice(990)));
  });

  it('knows keys of any length and alphabet', () => {
    const table = new EntryTable<CacheEntry<number>>(1);
    const keys = ['', 'a', 'ab', 'abc', 'ä', '日', '日本', '\u{1F600}', 'x'.repeat(1_001)];
    const entries = keys.map((_, n) => entryOf(n));
    for (const [n, key] of keys.entries()) table.put(key, entries[n]!);

    expect(keys.map((key) => table.peek(key))).toEqual(entries);
  });
});
