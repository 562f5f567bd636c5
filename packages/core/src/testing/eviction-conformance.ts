import type { EvictionBound, EvictionStrategy } from '../eviction/eviction-strategy.js';
import { EvictionBench } from './eviction-bench.js';
import { BOUND_RULES } from './eviction-rules/bound-rules.js';
import { MEMORY_RULES } from './eviction-rules/memory-rules.js';
import { TRACKING_RULES } from './eviction-rules/tracking-rules.js';
import { WEIGHT_RULES } from './eviction-rules/weight-rules.js';
import type { Runner } from './runner.js';

const RULES = [...BOUND_RULES, ...TRACKING_RULES, ...WEIGHT_RULES, ...MEMORY_RULES];

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
        for (const rule of RULES) {
          runner.it(rule.name, () => rule.check((bound) => new EvictionBench(create(bound), identity), create));
        }
      });
    }
  });
}
