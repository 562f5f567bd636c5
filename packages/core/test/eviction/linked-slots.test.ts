import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LinkedSlots } from '../../src/eviction/linked-slots.js';

describe('linked slots', () => {
  it('keep the order of what is appended', () => {
    const lists = new LinkedSlots(2);

    for (const slot of [5, 3, 9]) lists.append(1, slot);

    expect([...lists.slotsOf(1)]).toEqual([5, 3, 9]);
    expect(lists.isEmpty(0)).toBe(true);
    expect([lists.front(1), lists.after(5), lists.before(5), lists.after(9)]).toEqual([5, 3, 1, 1]);
  });

  it('can be walked while the slot given last is removed', () => {
    const lists = new LinkedSlots();
    for (const slot of [1, 2, 3]) lists.append(0, slot);

    for (const slot of lists.slotsOf(0)) lists.remove(slot);

    expect(lists.isEmpty(0)).toBe(true);
  });

  it('do what arrays would do, whatever is done to them', () => {
    const operation = fc.record({
      kind: fc.constantFrom('append', 'remove', 'moveToEnd', 'moveAll'),
      list: fc.nat(2),
      slot: fc.integer({ min: 3, max: 200 }),
      to: fc.nat(2),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
        const lists = new LinkedSlots(3);
        const arrays: number[][] = [[], [], []];
        const holder = (slot: number) => arrays.find((array) => array.includes(slot));
        for (const { kind, list, slot, to } of operations) {
          const held = holder(slot);
          if (kind === 'append' && !held) {
            lists.append(list, slot);
            arrays[list]!.push(slot);
          } else if (kind === 'remove' && held) {
            lists.remove(slot);
            held.splice(held.indexOf(slot), 1);
          } else if (kind === 'moveToEnd' && held) {
            lists.moveToEnd(list, slot);
            held.splice(held.indexOf(slot), 1);
            arrays[list]!.push(slot);
          } else if (kind === 'moveAll' && list !== to) {
            lists.moveAll(list, to);
            arrays[to]!.push(...arrays[list]!.splice(0));
          }
        }
        expect([0, 1, 2].map((list) => [...lists.slotsOf(list)])).toEqual(arrays);
      }),
    );
  });
});
