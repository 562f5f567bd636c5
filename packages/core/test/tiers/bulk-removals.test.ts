import { describe, expect, it } from '@jest/globals';
import { nextSequence } from '../../src/flight/sequence.js';
import { BulkRemovals } from '../../src/tiers/bulk-removals.js';
import { Fills, type Landing } from '../../src/tiers/fills.js';

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

const landing: Landing = { landed: () => undefined };
const begin = (fills: Fills) => fills.begin('a', 0, landing);

describe('fills', () => {
  it('are forgotten when they end, fenced or not', () => {
    const fills = new Fills();
    const [one, other] = [begin(fills), begin(fills)];

    fills.fence('a');
    expect([fills.end(one, false), fills.end(other, false)]).toEqual([false, false]);

    expect(fills.end(begin(fills), false)).toBe(true);
  });

  it('that began earlier give way to one that has landed; all of them to a write', () => {
    const fills = new Fills();
    const [early, middle, late] = [begin(fills), begin(fills), begin(fills)];

    expect(fills.end(middle, false)).toBe(true);
    expect(fills.end(early, false)).toBe(false);
    expect(fills.end(begin(fills), true)).toBe(true);
    expect(fills.end(late, false)).toBe(false);
  });
});
