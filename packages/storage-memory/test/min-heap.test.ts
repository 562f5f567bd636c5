import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MinHeap, NOWHERE } from '../src/min-heap.js';

describe('a heap', () => {
  it('has the least of what it holds first, through every change', () => {
    const step = fc.record({
      what: fc.constantFrom('toggle', 'toggle', 'toggle', 'change', 'shift'),
      which: fc.nat(19),
      rank: fc.integer({ min: 0, max: 30 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'large' }), (steps) => {
        const heap = new MinHeap<{ rank: number; place: number }>();
        const items = Array.from({ length: 20 }, () => ({ rank: 0, place: NOWHERE }));
        const held = new Set<(typeof items)[number]>();
        for (const { what, which, rank } of steps) {
          const item = what === 'shift' ? heap.first : items[which];
          if (!item) continue;
          if (held.has(item) && what !== 'change') {
            heap.remove(item);
            held.delete(item);
          } else {
            item.rank = rank;
            if (held.has(item)) heap.update(item);
            else heap.push(item);
            held.add(item);
          }
          expect(heap.size).toBe(held.size);
          expect(heap.first?.rank ?? Number.POSITIVE_INFINITY).toBe(Math.min(...[...held].map((one) => one.rank)));
          expect(items.filter((one) => heap.has(one))).toHaveLength(held.size);
        }
        const drained: number[] = [];
        for (let { first } = heap; first; { first } = heap) {
          drained.push(first.rank);
          heap.remove(first);
        }
        expect(drained).toEqual([...held].map(({ rank }) => rank).sort((a, b) => a - b));
      }),
      { numRuns: 500 },
    );
  });

  it('lets go of everything at once', () => {
    const heap = new MinHeap<{ rank: number; place: number }>();
    const item = { rank: 1, place: NOWHERE };
    heap.push(item);

    heap.clear();

    expect([heap.size, heap.first, heap.has(item)]).toEqual([0, undefined, false]);
    heap.remove(item);
    heap.push(item);
    expect(heap.first).toBe(item);
  });
});
