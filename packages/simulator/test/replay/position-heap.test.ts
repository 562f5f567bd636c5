import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PositionHeap } from '../../src/replay/position-heap.js';

describe('a heap of positions', () => {
  it('gives them back, the greatest first', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 3_000 }), (positions) => {
        const heap = new PositionHeap();
        for (const position of positions) heap.push(position);
        const taken = positions.map(() => heap.popGreatest());

        expect(taken).toEqual(positions.toSorted((one, other) => other - one));
        expect(heap.size).toBe(0);
      }),
    );
  });
});
