import { describe, expect, it } from '@jest/globals';
import { HashChains, NO_SLOT } from '../../src/eviction/hash-chains.js';

function slotsWith(chains: HashChains, hash: number): number[] {
  const slots: number[] = [];
  for (let slot = chains.find(hash); slot !== NO_SLOT; slot = chains.find(hash, slot)) slots.push(slot);
  return slots;
}

describe('hash chains', () => {
  it('find every slot that has a hash', () => {
    const chains = new HashChains();
    for (let slot = 0; slot < 1_000; slot++) chains.add(slot, slot % 300);

    expect(slotsWith(chains, 7).sort((one, other) => one - other)).toEqual([7, 307, 607, 907]);
    expect(slotsWith(chains, 300)).toEqual([]);
    expect(chains.hashOf(907)).toBe(7);
  });

  it('do not find what was removed', () => {
    const chains = new HashChains();
    for (let slot = 0; slot < 1_000; slot++) chains.add(slot, -slot % 300);

    for (let slot = 0; slot < 1_000; slot += 2) chains.remove(slot);

    expect(slotsWith(chains, -6)).toEqual([]);
    expect(slotsWith(chains, -7).sort((one, other) => one - other)).toEqual([7, 307, 607, 907]);
  });

  it('say so when a chain is full, and keep the hash', () => {
    const chains = new HashChains();
    const taken = Array.from({ length: 100 }, (_, slot) => chains.add(slot, 5));

    expect(taken.filter((isTaken) => isTaken).length).toBe(64);
    expect(slotsWith(chains, 5)).toHaveLength(64);
    expect(chains.hashOf(99)).toBe(5);
  });
});
