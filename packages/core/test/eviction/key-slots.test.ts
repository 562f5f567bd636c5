import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NO_SLOT } from '../../src/eviction/hash-chains.js';
import { KeySlots } from '../../src/eviction/key-slots.js';

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

    slots.delete(0);
    slots.delete(2);

    expect([slots.add('d'), slots.add('e'), slots.add('f')]).toEqual([2, 0, 3]);
    expect(slots.end).toBe(4);
  });

  it('tell a key from the one that had its slot before', () => {
    const slots = new KeySlots();
    const slot = slots.add('a');
    slots.delete(slot);

    expect(slots.isSlotOf(slot, 'a')).toBe(false);
    expect(slots.find('a')).toBe(NO_SLOT);
    expect(slots.add('b')).toBe(slot);
    expect(slots.isSlotOf(slot, 'a')).toBe(false);
    expect(slots.isSlotOf(slot, 'b')).toBe(true);
  });

  it('are found for keys that were made to collide, and quickly', () => {
    const slots = new KeySlots();
    const keys = Array.from({ length: 5_000 }, (_, n) => `key ${n}`);
    const found = new Map(keys.map((key) => [key, slots.add(key, 12)]));

    for (const key of keys.slice(0, 2_500)) slots.delete(slots.find(key, 12));

    expect(slots.size).toBe(2_500);
    for (const key of keys.slice(0, 2_500)) expect(slots.find(key, 12)).toBe(NO_SLOT);
    for (const key of keys.slice(2_500)) expect(slots.find(key, 12)).toBe(found.get(key));
  });

  it('are found among tens of thousands that were never looked up before', () => {
    const slots = new KeySlots();
    const keys = Array.from({ length: 40_000 }, (_, n) => `key ${n}`);
    for (const key of keys) slots.add(key);
    for (let slot = 0; slot < 40_000; slot += 2) slots.delete(slot);

    expect([0, 1, 2, 19_999, 20_000, 39_998, 39_999].map((n) => slots.find(`key ${n}`))).toEqual([
      NO_SLOT,
      1,
      NO_SLOT,
      19_999,
      NO_SLOT,
      NO_SLOT,
      39_999,
    ]);
    expect(slots.find('no key')).toBe(NO_SLOT);
  });

  it('are what a Map would give, whatever comes and goes', () => {
    const key = fc.nat(200).map((n) => `key ${n}`);
    const hash = fc.constantFrom(undefined, 5);
    // Keys that nobody looks up wait to be put into their chains: some come and go meanwhile.
    const operation = fc.record({ key, isDeleted: fc.boolean(), isFound: fc.boolean(), hash });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 500, size: 'max' }), (operations) => {
        const slots = new KeySlots(2);
        const map = new Map<string, number>();
        const hashes = new Map<string, number | undefined>();
        for (const { key, isDeleted, isFound, hash } of operations) {
          if (!hashes.has(key)) hashes.set(key, hash);
          const slot = map.get(key) ?? NO_SLOT;
          if (isFound) expect(slots.find(key, hashes.get(key))).toBe(slot);
          if (slot === NO_SLOT) map.set(key, slots.add(key, hashes.get(key)));
          else if (isDeleted) {
            slots.delete(slot);
            map.delete(key);
          }
        }
        expect(slots.size).toBe(map.size);
        expect(new Set(map.values()).size).toBe(map.size);
        for (const [held, slot] of map) expect(slots.keyOf(slot)).toBe(held);
        for (const [held, slot] of map) expect(slots.find(held, hashes.get(held))).toBe(slot);
      }),
    );
  });
});
