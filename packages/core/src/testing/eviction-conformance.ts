import type { EvictionBound, EvictionStrategy } from '../eviction/eviction-strategy.js';
import { EvictionBench } from './eviction-bench.js';
import { EVICTION_RULES } from './eviction-rules.js';
import type { Runner } from './runner.js';

/**
 * Declares the tests that every strategy with a bound must pass, whatever it takes for cold: once where entries are kept
 * and it finds its slot on them, once where every entry it sees is a copy.
 */
export function evictionConformance(
  runner: Runner,
  name: string,
  create: (bound: EvictionBound) => EvictionStrategy,
): void {
  runner.describe(name, () => {
    for (const identity of ['kept', 'copied'] as const) {
      runner.describe(`where entries are ${identity}`, () => {
        for (const rule of EVICTION_RULES) {
          runner.it(rule.name, () => rule.check((bound) => new EvictionBench(create(bound), identity), create));
        }
      });
    }
  });
}
