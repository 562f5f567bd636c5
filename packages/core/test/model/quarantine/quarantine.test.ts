import { describe, expect, it } from '@jest/globals';
import { explore } from '../explore.js';
import { quarantine, type Rules, type Scope } from './quarantine.js';

const NEEDED: Readonly<Record<keyof Rules, Scope>> = {
  quarantinesBefore: { writers: 1, loads: 1, deaths: 1 },
  tellsBefore: { writers: 1, loads: 0, reads: 1, deaths: 1 },
  voidsPermits: { writers: 1, loads: 1, deaths: 1, invalidations: 1 },
  loadsAreNotStored: { writers: 1, loads: 1, deaths: 1 },
  countsWrites: { writers: 2, loads: 1, deaths: 1 },
  outlivesInvalidation: { writers: 1, loads: 1, deaths: 1, invalidations: 1 },
  outlivesWrite: { writers: 1, loads: 1, deaths: 1 },
  invalidatesAfter: { writers: 1, loads: 1, losses: 1 },
};

function broken(scope: Scope, without: Partial<Rules> = {}): readonly string[] {
  const { counterexample } = explore(quarantine(scope, without));
  return counterexample === undefined ? [] : [...counterexample.steps, counterexample.violation];
}

describe('writes under a quarantine, one key, near tiers elsewhere', () => {
  it('leave nothing older than the source, wherever writers die', () => {
    expect(broken({ writers: 2, loads: 2, reads: 1, deaths: 2 })).toEqual([]);
    expect(broken({ writers: 1, loads: 2, reads: 2, deaths: 1, invalidations: 1 })).toEqual([]);
  });

  for (const [rule, scope] of Object.entries(NEEDED)) {
    it(`go wrong without: ${rule}`, () => {
      expect(broken(scope, { [rule]: false })).toMatchSnapshot();
    });
  }

  it('leave nothing older either where Redis loses the quarantine, and the writers live', () => {
    expect(broken({ writers: 2, loads: 2, reads: 1, losses: 1 })).toEqual([]);
  });

  it('need no invalidation afterwards where the quarantine was not lost', () => {
    expect(broken({ writers: 1, loads: 2, reads: 1, deaths: 1 }, { invalidatesAfter: false })).toEqual([]);
  });
});
