import { describe, expect, it } from '@jest/globals';
import { nextSequence } from '../../src/flight/sequence.js';
import { BulkRemovals } from '../../src/tiers/bulk-removals.js';

describe('removals of many entries at once', () => {
  it('concern what carries the tag and was asked for before', () => {
    const removals = new BulkRemovals();
    const before = nextSequence();
    removals.removeTags(['red']);
    const after = nextSequence();

    expect(removals.concern(['blue', 'red'], before)).toBe(true);
    expect(removals.concern(['blue'], before)).toBe(false);
    expect(removals.concern(['red'], after)).toBe(false);
  });

  it('concern everything after a flush', () => {
    const removals = new BulkRemovals();
    const before = nextSequence();
    removals.flush();

    expect([removals.concern([], before), removals.concern([], nextSequence())]).toEqual([true, false]);
  });

  it('of more tags than are worth remembering concern every tagged entry, and no other', () => {
    const removals = new BulkRemovals();
    const before = nextSequence();
    for (let tag = 0; tag <= 10_000; tag++) removals.removeTags([`${tag}`]);

    expect([removals.concern(['red'], before), removals.concern([], before)]).toEqual([true, false]);
    expect(removals.concern(['0'], nextSequence())).toBe(false);
  });
});
