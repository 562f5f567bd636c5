import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { optimalHits, type Trace, traceOf } from '../../src/index.js';
import { ANOMALY, TEXTBOOK, traceOfSigns } from '../traces.js';

/** Tries every choice of what to give up. */
function bestOfAllChoices({ requests }: Trace, capacity: number, at = 0, held: readonly number[] = []): number {
  if (at === requests.length) return 0;
  const key = requests[at]!;
  const after = (next: readonly number[]) => bestOfAllChoices({ requests, name: '', keys: [] }, capacity, at + 1, next);
  if (held.includes(key)) return 1 + after(held);
  if (held.length < capacity) return after([...held, key]);
  return Math.max(...held.map((cold) => after([...held.filter((other) => other !== cold), key])));
}

describe('the optimum', () => {
  it.each([
    ['abacba', 2, 2],
    [TEXTBOOK, 3, 11],
    [ANOMALY, 3, 5],
    ['aaaa', 1, 3],
    ['abab', 1, 0],
    ['abcd', 2, 0],
  ])('of %s with room for %i is %i hits', (signs, capacity, hits) => {
    expect(optimalHits(traceOfSigns(signs), capacity)).toBe(hits);
  });

  it('is what the best of all choices has', () => {
    const requests = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 11 });
    fc.assert(
      fc.property(requests, fc.integer({ min: 1, max: 4 }), (keys, capacity) => {
        const trace = traceOf('random', keys);
        expect(optimalHits(trace, capacity)).toBe(bestOfAllChoices(trace, capacity));
      }),
    );
  });

  it('is all but the first requests when everything fits, also past the first length of its heap', () => {
    const keys = Array.from({ length: 30_000 }, (_, index) => `key ${index % 10_000}`);

    expect(optimalHits(traceOf('cycle', keys), 10_000)).toBe(20_000);
    // Of a cycle one larger than the cache, one request in each 9,999 is a miss.
    expect(optimalHits(traceOf('cycle', keys), 9_999)).toBe(20_000 - 2);
  });
});
