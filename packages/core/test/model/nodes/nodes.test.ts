import { describe, expect, it } from '@jest/globals';
import { explore } from '../explore.js';
import { nodesModel, type Rules, type Scope } from './nodes.js';

/** What has to happen for the lack of each to show. */
const NEEDED: Readonly<Record<keyof Rules, Scope>> = {
  waitsForAll: {},
  patienceEnds: {},
  listedByAsking: { newcomer: true, fills: 1 },
  listedForLongEnough: {},
  countsFromAsking: {},
  listedWithWhatIsApplied: {},
  newListIsDoubted: { losses: 1 },
  listIsOfOneServer: { failovers: 1 },
  relianceEndsBeforeLeaving: { leaves: 1 },
  everyHitLooks: {},
};

function broken(scope: Scope, without: Partial<Rules> = {}): readonly string[] {
  const { counterexample } = explore(nodesModel(scope, without));
  return counterexample === undefined ? [] : [...counterexample.steps, counterexample.violation];
}

describe('a removal that waits for every process', () => {
  it.each<[string, Scope]>([
    ['messages and answers come late', { others: 1, fills: 1 }],
    ['somebody begins to follow meanwhile', { newcomer: true, fills: 2 }],
    ['the list is lost', { losses: 2, fills: 1 }],
    ['the list is lost while somebody begins to follow', { newcomer: true, losses: 1, fills: 1 }],
    ['a replica that is behind takes over', { failovers: 1, others: 1, ticks: 3 }],
    ['a replica takes over, and the list is lost', { failovers: 1, losses: 1 }],
    ['somebody leaves', { leaves: 1, fills: 1, losses: 1 }],
  ])('is followed by no call that is answered with what was removed, though %s', (_what, scope) => {
    expect(broken(scope)).toEqual([]);
  });

  it.each<[string, Scope]>([
    ['nothing goes wrong', {}],
    ['a process stands still', { others: 1 }],
    ['the list is lost', { losses: 1 }],
    ['a replica takes over', { failovers: 1 }],
  ])('resolves, when %s', (_what, scope) => {
    const model = nodesModel(scope);
    const { counterexample } = explore({
      ...model,
      violation: ({ removal: { stage } }) => (stage === 'resolved' ? 'it resolves' : undefined),
    });
    expect(counterexample?.violation).toBe('it resolves');
  });

  for (const [rule, scope] of Object.entries(NEEDED)) {
    it(`is followed by one without: ${rule}`, () => {
      expect(broken(scope, { [rule]: false })).toMatchSnapshot();
    });
  }
});
