import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LruShelf } from '../src/lru-shelf.js';
import { SharedBound } from '../src/shared-bound.js';
import { entryOf } from './opened.js';

const nobody = { evicted: () => {}, tellEvicted: () => {} };

describe('a walk along a shelf with a shared bound', () => {
  it('meets what stands all the time unused, whatever happens to the rest between two steps', () => {
    const keys = Array.from({ length: 8 }, (_, key) => String(key));
    const step = fc.record({
      what: fc.constantFrom('next', 'next', 'remove', 'put', 'get', 'swap'),
      key: fc.constantFrom(...keys),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const shelf = new LruShelf<string>(new SharedBound(100), nobody);
        for (const key of keys) shelf.put(key, entryOf(key), 1);
        const untouched = new Set(keys);
        const met = new Set<string>();
        const walk = shelf.walk()[Symbol.iterator]();
        for (const { what, key } of steps) {
          if (what === 'next') {
            const { done, value } = walk.next();
            if (done) break;
            met.add(value);
            continue;
          }
          untouched.delete(key);
          if (what === 'get') shelf.get(key);
          else if (what === 'remove') shelf.remove(key);
          else shelf[what](key, entryOf(key), 1);
        }
        for (const key of { [Symbol.iterator]: () => walk }) met.add(key);

        expect([...untouched].filter((key) => !met.has(key))).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('can be had after all that was met is removed at once', () => {
    const shelf = new LruShelf<string>(new SharedBound(100), nobody);
    for (const key of ['1', '2', '3', '4']) shelf.put(key, entryOf(key), 1);
    const met: string[] = [];
    for (const key of shelf.walk()) {
      met.push(key);
      shelf.remove(key);
    }

    expect(met).toEqual(['1', '2', '3', '4']);
    expect(shelf.size).toBe(0);
  });
});
