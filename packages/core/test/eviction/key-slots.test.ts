import { describe, expect, it } from '@jest/globals';
import { KeySlots, NO_SLOT } from '../../src/eviction/key-slots.js';

describe('the slots of keys', () => {
  it('begin where the owner says', () => {
    const slots = new KeySlots(3);

    expect([slots.add('a'), slots.add('b')]).toEqual([3, 4]);
    expect(slots.find('b')).toBe(4);
    expect(slots.keyOf(4)).toBe('b');
    expect(slots.size).toBe(2);
  });

  it('are used again before new ones are made', () => {
    const slots = new KeySlots();
    for (const key of ['a', 'b', 'c']) slots.add(key);

    slots.delete('a', 0);
    slots.delete('c', 2);

    expect([slots.add('d'), slots.add('e'), slots.add('f')]).toEqual([2, 0, 3]);
    expect(slots.end).toBe(4);
  });

  it('tell a key from the one that had its slot before', () => {
    const slots = new KeySlots();
    const slot = slots.add('a');
    slots.delete('a', slot);

    expect(slots.isSlotOf(slot, 'a')).toBe(false);
    expect(slots.find('a')).toBe(NO_SLOT);
    expect(slots.add('b')).toBe(slot);
    expect(slots.isSlotOf(slot, 'a')).toBe(false);
    expect(slots.isSlotOf(slot, 'b')).toBe(true);
  });
});
