import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { StackDistances } from '../../../src/eviction/advice/stack-distances.js';

describe('stack distances', () => {
  it('count the keys asked for in between', () => {
    const distances = new StackDistances(10);

    expect([1, 2, 3, 1, 1, 3, 2].map((key) => distances.ask(key))).toEqual([
      undefined,
      undefined,
      undefined,
      2,
      0,
      1,
      2,
    ]);
  });

  it('are what a list in order of use gives, whatever is asked for and forgotten', () => {
    const operation = fc.record({ key: fc.nat(12), isForgotten: fc.boolean(), chance: fc.nat(4) });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 }),
        fc.array(operation, { maxLength: 300, size: 'max' }),
        (most, all) => {
          const distances = new StackDistances(most);
          const list: number[] = [];
          for (const { key, isForgotten, chance } of all) {
            const place = list.indexOf(key);
            if (place >= 0) list.splice(place, 1);
            if (isForgotten && chance === 0) {
              distances.forget(key);
              continue;
            }
            list.unshift(key);
            list.length = Math.min(list.length, most);
            expect(distances.ask(key)).toBe(place < 0 ? undefined : place);
          }
        },
      ),
    );
  });
});
