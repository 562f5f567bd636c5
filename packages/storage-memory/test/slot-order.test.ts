import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SlotOrder } from '../src/slot-order.js';

describe('an order of slots', () => {
  it('names the one that was used longest ago, whatever was added, used and removed', () => {
    const step = fc.record({ what: fc.constantFrom('add', 'promote', 'remove'), slot: fc.nat(5) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const order = new SlotOrder();
        let model: number[] = [];
        for (const { what, slot } of steps) {
          const isIn = model.includes(slot);
          if (what === 'add' ? isIn : !isIn) continue;
          model = model.filter((other) => other !== slot);
          if (what !== 'remove') model.push(slot);
          if (what === 'add') order.addNewest(slot);
          else order[what as 'promote' | 'remove'](slot);

          expect(order.oldest).toBe(model[0] ?? -1);
        }
        for (const slot of model) {
          expect(order.oldest).toBe(slot);
          order.remove(slot);
        }
      }),
    );
  });
});
