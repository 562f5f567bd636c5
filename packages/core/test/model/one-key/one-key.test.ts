import { describe, expect, it } from '@jest/globals';
import { explore } from '../explore.js';
import { oneKey, type Scope, type Without } from './one-key.js';
import type { Rules } from './rules.js';

/** What may happen in a search; every order of it is tried. */
const SCOPES: Readonly<Record<string, Scope>> = {
  'three calls, an invalidation': { calls: 3, invalidations: 1 },
  'two calls, an invalidation and an eviction, nothing stored at first': {
    calls: 2,
    invalidations: 1,
    evictions: 1,
    isStored: false,
  },
  'a call, a refresh, an expiry': { calls: 1, refreshes: 1, expiries: 1 },
  'a call, two writers at a time': { calls: 1, invalidations: 2 },
  'two calls, an invalidation, lost messages': { calls: 2, invalidations: 1, losses: 1 },
};

/** The least that shows what a rule is for. */
const NEEDED: Readonly<Partial<Record<keyof Rules, Scope>>> = {
  flightCoversRead: { calls: 1, invalidations: 1 },
  fenceKeepsOut: { calls: 1, invalidations: 1 },
  fencesAfter: { calls: 2, invalidations: 1 },
  messageFences: { calls: 1, invalidations: 1 },
  removesBeforeTelling: { calls: 1, invalidations: 1 },
  comparesAndSets: { calls: 1, invalidations: 1, isStored: false },
  permitNamesLoad: { refreshes: 1, expiries: 1 },
  removalVoidsLease: { calls: 1, invalidations: 1, isStored: false },
  expiryVoidsPermits: { refreshes: 1, expiries: 1 },
  lateCallersNeedConfirmation: { calls: 2, invalidations: 1 },
  refusedJoinersLoadAgain: { calls: 2, invalidations: 1, isStored: false },
  gapFlushes: { calls: 1, invalidations: 1, losses: 1 },
};

function broken(scope: Scope, without: Without): readonly string[] {
  const { counterexample } = explore(oneKey(scope, without));
  return counterexample === undefined ? [] : [...counterexample.steps, counterexample.violation];
}

describe('one key, two processes, Redis and the log', () => {
  for (const [name, scope] of Object.entries(SCOPES)) {
    it(`is never wrong with ${name}`, () => {
      expect(explore(oneKey(scope)).counterexample).toBeUndefined();
    });
  }

  for (const [rule, scope] of Object.entries(NEEDED)) {
    it(`goes wrong without: ${rule}`, () => {
      expect(broken(scope, { [rule]: false })).toMatchSnapshot();
    });
  }

  it('fences before the command for speed alone', () => {
    expect(broken({ calls: 2, invalidations: 1 }, { fencesBefore: false })).toEqual([]);
  });
});

describe('one key in a storage of one process, where a flight serves whoever comes until it settles', () => {
  const scope = { calls: 3, invalidations: 1, evictions: 1, processes: 1, isStored: false };
  const joinsAlways = { lateCallersNeedConfirmation: false } as const;

  it('is never wrong', () => {
    expect(broken(scope, joinsAlways)).toEqual([]);
  });

  it('goes wrong without: fenceEndsJoining', () => {
    expect(broken(scope, { ...joinsAlways, fenceEndsJoining: false })).toMatchSnapshot();
  });
});
