import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EraClock, LAST_ERA } from '../../../src/eviction/adaptive/era-clock.js';
import { FIRST_SLOT, WindowedOrder } from '../../../src/eviction/adaptive/windowed-order.js';
import { mixed } from '../../../src/key/key-hash.js';
import { SlowWindowedOrder } from './slow-windowed-order.js';

/** A cache of numbers around an order; a number's slot is as far behind the first one. */
class Numbers {
  readonly held = new Set<number>();
  readonly given: number[] = [];
  readonly order: WindowedOrder;

  constructor(
    readonly capacity: number,
    share: number,
    clock = new EraClock(),
  ) {
    this.order = new WindowedOrder(capacity, share, undefined, clock);
  }

  request(...numbers: readonly number[]): void {
    for (const number of numbers) {
      const slot = number + FIRST_SLOT;
      if (this.held.has(number)) {
        if (!this.order.isUsedInThisEra(slot)) this.order.use(slot);
        continue;
      }
      this.held.add(number);
      this.order.add(slot, mixed(number));
      while (this.order.weight > this.capacity) this.give(this.order.coldest() - FIRST_SLOT);
    }
  }

  give(number: number): void {
    this.given.push(number);
    this.held.delete(number);
    this.order.remove(number + FIRST_SLOT, mixed(number));
  }
}

const upTo = (end: number, from = 0) => Array.from({ length: end - from }, (_, n) => from + n);

describe('the windowed order', () => {
  it('gives up what the window pushes out, unless it was used more often than the coldest of the main part', () => {
    const numbers = new Numbers(10, 0.2);

    numbers.request(...upTo(16));

    expect(numbers.given).toEqual([8, 9, 10, 11, 12, 13]);
  });

  it('lets into the main part what was used two times more often than its coldest entry', () => {
    const numbers = new Numbers(10, 0.4);
    numbers.request(...upTo(11), 8, 11, 8);

    numbers.request(12, 13, 14, 15, 16);

    expect(numbers.held).toContain(8);
    expect(numbers.given).toContain(0);
  });

  it('does not count a second use within an era', () => {
    const numbers = new Numbers(10, 0.4);
    numbers.request(...upTo(11), 8, 8, 8, 8);

    numbers.request(...upTo(20, 11));

    expect(numbers.given).toContain(8);
    expect(numbers.given).not.toContain(0);
  });

  it('takes a key that soon comes back straight into the main part', () => {
    const numbers = new Numbers(10, 0.1);
    numbers.request(...upTo(12), ...upTo(9, 1), 12);
    const gone = numbers.given.at(-1)!;

    numbers.request(gone, 20, 21, 22, 23);

    expect(numbers.held).toContain(gone);
  });

  it('is LRU where all is window', () => {
    const numbers = new Numbers(4, 1);

    numbers.request(0, 1, 2, 3, 0, 4, 1, 5, 6);

    expect(numbers.given).toEqual([1, 2, 3, 0]);
  });

  it('lets the oldest of all go first while the window takes over the main part', () => {
    const numbers = new Numbers(64, 0);
    numbers.request(...upTo(64));

    numbers.order.setWindowShare(1);
    numbers.request(...upTo(128, 64));

    expect(numbers.given).toEqual(upTo(64));
  });

  it('fills the main part from the window when the window is made smaller', () => {
    const numbers = new Numbers(100, 1);
    numbers.request(...upTo(100));

    numbers.order.setWindowShare(0.05);
    numbers.request(...upTo(1_000, 100));

    expect(upTo(100).filter((number) => numbers.held.has(number)).length).toBeGreaterThan(80);
  });

  it('gives way to what is new where nothing was used for long', () => {
    const numbers = new Numbers(32, 0.1);
    numbers.request(...upTo(32));

    numbers.request(...upTo(32 * 40, 32));

    expect(upTo(32).filter((number) => numbers.held.has(number))).toEqual([]);
  });

  it('goes on where eras have to be counted anew', () => {
    const late = new Numbers(8, 1, new EraClock(LAST_ERA - 20));
    const early = new Numbers(8, 1);
    let state = 1;
    for (let n = 0; n < 500; n++) {
      state = (state * 48_271) % 2_147_483_647;
      for (const numbers of [late, early]) numbers.request(state % 12);
    }

    expect(late.given).toEqual(early.given);
  });

  it('gives up what a slow model of it does, whatever happens', () => {
    const operation = fc.record({
      kind: fc.constantFrom(...Array(20).fill('request'), 'delete', 'share', 'resize'),
      key: fc.oneof(fc.nat(8), fc.nat(80)),
      share: fc.constantFrom(0.01, 0.1, 0.3, 0.99),
      capacity: fc.integer({ min: 1, max: 40 }),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.boolean(),
        fc.array(operation, { maxLength: 500, size: 'max' }),
        (initial, isWeighted, operations) => {
          const weigh = (slot: number) => (isWeighted ? 1 + (slot % 4) : 1);
          const fast = new WindowedOrder(initial, 0.01, weigh);
          const slow = new SlowWindowedOrder(initial, 0.01);
          const held = new Set<number>();
          let capacity = initial;
          const remove = (slot: number) => {
            held.delete(slot);
            fast.remove(slot, mixed(slot));
            slow.remove(slot, mixed(slot));
          };
          for (const { kind, key, share, capacity: next } of operations) {
            const slot = key + FIRST_SLOT;
            if (kind === 'share') {
              fast.setWindowShare(share);
              slow.setWindowShare(share);
            } else if (kind === 'resize') {
              capacity = next;
              fast.setCapacity(capacity);
              slow.setCapacity(capacity);
            } else if (kind === 'delete') {
              if (held.has(slot)) remove(slot);
            } else if (held.has(slot)) {
              if (!fast.isUsedInThisEra(slot)) fast.use(slot);
              slow.use(slot);
            } else {
              held.add(slot);
              fast.add(slot, mixed(slot));
              slow.add(slot, mixed(slot), weigh(slot));
            }
            while (fast.weight > capacity) {
              const cold = fast.coldest();
              expect(cold).toBe(slow.coldest());
              remove(cold);
            }
            expect(fast.weight).toBe(slow.weight);
          }
          expect([...fast.inOrder()]).toEqual(slow.slots);
        },
      ),
      { numRuns: 150 },
    );
  });
});
