import { describe, expect, it } from '@jest/globals';
import { evictionConformance } from '../../src/testing/eviction-conformance.js';
import { CollectedSuite } from './collected.js';
import { EVICTION_MUTANTS } from './eviction-mutants.js';
import { NaiveStrategy } from './naive-strategy.js';

evictionConformance({ describe, it }, 'a naive strategy', (bound) => new NaiveStrategy(bound));

describe('evictionConformance', () => {
  it.each(EVICTION_MUTANTS)(
    'finds a strategy that $defect',
    async ({ create, rule }) => {
      const suite = new CollectedSuite((runner) => evictionConformance(runner, 'mutant', create));

      expect((await suite.failures(rule)).size).toBeGreaterThan(0);
    },
    60_000,
  );

  it('has no rule that no defect breaks', () => {
    const suite = new CollectedSuite((runner) =>
      evictionConformance(runner, 'any', (bound) => new NaiveStrategy(bound)),
    );

    expect(suite.names.filter((name) => !EVICTION_MUTANTS.some(({ rule }) => name.includes(rule)))).toEqual([]);
  });

  it('finds a strategy that relies on the slot of an entry it was not given', async () => {
    class OnSlots extends NaiveStrategy {
      override markWritten(...[key, entry]: Parameters<NaiveStrategy['markWritten']>): void {
        super.markWritten(key, entry);
        entry.strategySlot = { key };
      }

      override markRead(...[, entry]: Parameters<NaiveStrategy['markRead']>): void {
        super.markRead((entry.strategySlot as { key: string }).key, entry);
      }
    }
    const suite = new CollectedSuite((runner) => evictionConformance(runner, 'mutant', (bound) => new OnSlots(bound)));

    expect((await suite.failures('keeps to the bound whatever happens')).size).toBe(1);
  });
});
