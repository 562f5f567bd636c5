import { describe, expect, it } from '@jest/globals';
import { explore } from '../explore.js';
import { type Rules, type Scope, severalKeys } from './several-keys.js';

const NEEDED: Readonly<Record<keyof Rules, Scope>> = {
  numbersAtAsking: {},
  hitsCompare: {},
  checksEachEntry: {},
  keyRemovalFences: { clears: 0, removals: 1 },
};

function broken(scope: Scope, without: Partial<Rules> = {}): readonly string[] {
  const { counterexample } = explore(severalKeys(scope, without));
  return counterexample === undefined ? [] : [...counterexample.steps, counterexample.violation];
}

describe('a near tier of two keys, of which one or all are removed elsewhere', () => {
  it('serves nothing after the message of its removal has arrived', () => {
    expect(broken({ clears: 1, removals: 1, fills: 3, hits: 2 })).toEqual([]);
  });

  for (const [rule, scope] of Object.entries(NEEDED)) {
    it(`serves it without: ${rule}`, () => {
      expect(broken(scope, { [rule]: false })).toMatchSnapshot();
    });
  }
});
