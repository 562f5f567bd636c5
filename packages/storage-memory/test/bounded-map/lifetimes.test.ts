import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '@memoir/core/testing';
import fc from 'fast-check';
import { Lifetimes } from '../../src/bounded-map/lifetimes.js';
import { Slot } from '../../src/bounded-map/slot.js';

describe('the slots of a map that expire', () => {
  it('come out in the order of their instants, however they were set, moved and forgotten', () => {
    const instant = fc.option(fc.integer({ min: 1, max: 50 }), { nil: Number.POSITIVE_INFINITY });
    const change = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.option(instant, { nil: undefined }));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const clock = new ManualClock();
        const lifetimes = new Lifetimes<number, string>(clock);
        const slots = Array.from({ length: 10 }, (_, key) => new Slot(key, 'value', undefined));
        const expected = new Map<number, number>();
        for (const [key, endsAt] of changes) {
          if (endsAt === undefined) lifetimes.forget(slots[key]!);
          else lifetimes.set(slots[key]!, endsAt + clock.now());
          if (endsAt === undefined || endsAt === Number.POSITIVE_INFINITY) expected.delete(key);
          else expected.set(key, endsAt + clock.now());
        }
        expect(lifetimes.size).toBe(expected.size);

        clock.setWallClock(clock.now() + 100);
        const instants: number[] = [];
        for (let { due } = lifetimes; due; { due } = lifetimes) {
          instants.push(due.rank);
          expect(expected.get(due.key)).toBe(due.rank);
          lifetimes.forget(due);
        }
        expect(instants).toEqual([...expected.values()].sort((one, other) => one - other));
      }),
      { numRuns: 2_000 },
    );
  });

  it('show none that has not expired', () => {
    const clock = new ManualClock();
    const lifetimes = new Lifetimes<string, string>(clock);
    lifetimes.set(new Slot('late', 'value', undefined), clock.now() + 2);
    lifetimes.set(new Slot('early', 'value', undefined), clock.now() + 1);
    expect(lifetimes.due).toBeUndefined();
    clock.setWallClock(clock.now() + 1);
    expect(lifetimes.due?.key).toBe('early');
  });
});
