import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
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

describe('a shelf with a shared bound that has lost most of what it held', () => {
  it('holds the rest in the order of its last use', () => {
    const shelf = new LruShelf<number>(new SharedBound(20_000), nobody);
    const entries = Array.from({ length: 10_000 }, (_, n) => entryOf(n));
    for (const [n, entry] of entries.entries()) shelf.put(`${n}`, entry, 1);
    for (let n = 0; n < 10_000; n += 100) shelf.get(`${n}`);

    for (let n = 0; n < 10_000; n++) if (n % 100 !== 0) shelf.remove(`${n}`);
    shelf.get('0');

    expect(shelf.size).toBe(100);
    for (let n = 0; n < 10_000; n++) expect(shelf.peek(`${n}`)).toBe(n % 100 === 0 ? entries[n] : undefined);
    expect(Array.from({ length: 100 }, () => shelf.evictColdest())).toEqual([
      ...Array.from({ length: 99 }, (_, n) => `${(n + 1) * 100}`),
      '0',
    ]);
  });

  it('gives back what the others took', () => {
    const before = heap();
    const bound = new SharedBound(40_000);
    const shelves = Array.from({ length: 6 }, () => {
      const shelf = new LruShelf<number>(bound, nobody);
      for (let n = 0; n < 40_000; n++) shelf.put(`${n}`, entry, 1);
      return shelf;
    });

    expect(shelves.map(({ size }) => size)).toEqual([0, 0, 0, 0, 0, 40_000]);
    expect(heap() - before).toBeLessThan(12_000_000);
  });
});

const entry = entryOf(1);

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heap(): number {
  for (let n = 0; n < 3; n++) collectGarbage();
  return process.memoryUsage().heapUsed;
}
