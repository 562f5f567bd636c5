import { freshnessOf } from './entry/freshness.js';
import type { CacheKey } from './key/cache-key.js';
import type { Line } from './memoize.js';
import type { Peeked } from './memoized.js';
import { CallBudget } from './storage/call-budget.js';
import { lookAt } from './storage/describe-keyspace.js';

/** What stands, without a load, a mark or a count. What is not trusted does not stand. */
export async function peek<V>(line: Line<V>, key: CacheKey): Promise<Peeked<V> | undefined> {
  const { settings, removals, storage } = line;
  if (removals.distrust.has(key)) return undefined;
  const budget = new CallBudget(settings.budgetTerms, key);
  const entry = storage.sound(key, await budget.ask('get', () => lookAt(settings.keyspace, key)));
  const now = settings.clock.now();
  if (entry === undefined || now >= entry.keepUntil) return undefined;
  return { ...entry.toPlain(), freshness: freshnessOf(entry, now) };
}
