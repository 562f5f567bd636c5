import { describe, expect, it } from '@jest/globals';
import { explore } from '../explore.js';
import { logModel, type Rules, type Scope } from './log.js';

const NEEDED: Readonly<Record<keyof Rules, Scope>> = {
  countsFromAsking: {},
  readsBeforeProof: {},
  silenceEndsTrust: {},
  entriesAreChained: { others: 1, trims: 1, ticks: 2 },
  anotherServerIsAGap: { failovers: 1 },
  gapFlushes: { failovers: 1 },
};

function broken(scope: Scope, without: Partial<Rules> = {}): readonly string[] {
  const { counterexample } = explore(logModel(scope, without));
  return counterexample === undefined ? [] : [...counterexample.steps, counterexample.violation];
}

describe('a near tier that follows the log', () => {
  it.each<[string, Scope]>([
    ['messages come late', { removals: 2, ticks: 4 }],
    ['the log is trimmed', { others: 1, trims: 1, ticks: 3 }],
    ['a replica that is behind takes over', { removals: 2, failovers: 1 }],
    ['it happens twice', { removals: 1, failovers: 2 }],
  ])('serves nothing for longer than it may after its removal, though %s', (_what, scope) => {
    expect(broken(scope)).toEqual([]);
  });

  for (const [rule, scope] of Object.entries(NEEDED)) {
    it(`serves it for longer without: ${rule}`, () => {
      expect(broken(scope, { [rule]: false })).toMatchSnapshot();
    });
  }
});
