import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NO_SLOT } from '../../src/eviction/hash-chains.js';
import { WeightedLists } from '../../src/eviction/weighted-lists.js';

describe('weighted lists', () => {
  it('know their weights and the list of each slot', () => {
    const lists = new WeightedLists(2, (slot) => slot * 10);
    for (const slot of [2, 3, 4]) lists.append(0, slot);

    lists.moveToEnd(1, 3);
    lists.remove(4);
    lists.reweigh(3, 5);

    expect([lists.weightOf(0), lists.weightOf(1)]).toEqual([20, 35]);
    expect([lists.listOf(2), lists.listOf(3), lists.listOf(4)]).toEqual([0, 1, 0]);
  });

  it('give the first slot that is not the one left out', () => {
    const lists = new WeightedLists(2);
    for (const slot of [5, 6]) lists.append(1, slot);

    expect([lists.front(1, NO_SLOT), lists.front(1, 5), lists.front(1, 6), lists.front(0, 5)]).toEqual([
      5,
      6,
      5,
      NO_SLOT,
    ]);
    lists.remove(6);
    expect(lists.front(1, 5)).toBe(NO_SLOT);
  });

  it('do what arrays would do', () => {
    const operation = fc.record({ slot: fc.integer({ min: 3, max: 40 }), list: fc.nat(2), isRemoved: fc.boolean() });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
        const lists = new WeightedLists(3, (slot) => slot);
        const arrays: number[][] = [[], [], []];
        for (const { slot, list, isRemoved } of operations) {
          const held = arrays.find((array) => array.includes(slot));
          held?.splice(held.indexOf(slot), 1);
          if (held && isRemoved) lists.remove(slot);
          else {
            if (held) lists.moveToEnd(list, slot);
            else lists.append(list, slot);
            arrays[list]!.push(slot);
          }
        }
        expect([0, 1, 2].map((list) => [...lists.slotsOf(list)])).toEqual(arrays);
        expect([0, 1, 2].map((list) => lists.weightOf(list))).toEqual(
          arrays.map((array) => array.reduce((a, b) => a + b, 0)),
        );
      }),
    );
  });
});
