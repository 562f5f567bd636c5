import { describe, expect, it } from '@jest/globals';
import { explore } from '../explore.js';
import { type Rules, type Scope, tags } from './tags.js';

const NEEDED: Readonly<Record<keyof Rules, Scope>> = {
  takesClockFirst: {},
  absentTagFailsClosed: { losses: 1 },
  clocksHaveLineages: { losses: 2 },
  generations: { failovers: 1 },
  comparesNumbers: {},
};

function broken(scope: Scope, without: Partial<Rules> = {}): readonly string[] {
  const { counterexample } = explore(tags(scope, without));
  return counterexample === undefined ? [] : [...counterexample.steps, counterexample.violation];
}

describe('an entry with two tags', () => {
  it.each<[string, Scope]>([
    ['while it is loaded', { invalidations: 2, loads: 2, reads: 2 }],
    ['and control keys are lost', { invalidations: 2, losses: 2, loads: 1, reads: 2 }],
    ['and a replica that is behind takes over', { invalidations: 2, failovers: 1, loads: 1, reads: 2 }],
  ])('is never read after one of them was invalidated, %s', (_what, scope) => {
    expect(broken(scope)).toEqual([]);
  });

  for (const [rule, scope] of Object.entries(NEEDED)) {
    it(`is read without: ${rule}`, () => {
      expect(broken(scope, { [rule]: false })).toMatchSnapshot();
    });
  }
});
