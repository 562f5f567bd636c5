import type { CacheEntry } from './entry/cache-entry.js';
import { ignore } from './flight/deferred.js';
import type { CacheKey } from './key/cache-key.js';
import type { Line } from './memoize.js';
import type { BulkKeyspace } from './storage/bulk-keyspace.js';
import { CallBudget } from './storage/call-budget.js';

/** One command for many keys that has been sent, within the time that its call has for its storage. */
export interface CommonRead<V> {
  readonly budget: CallBudget;
  /** What the storage holds for the key; `undefined` if it was not asked. */
  of(key: CacheKey): Promise<CacheEntry<V> | undefined> | undefined;
}

/**
 * Reads, by one command, the keys that have no flight yet. To be followed by the calls for them in the same synchronous
 * run, so that no invalidation can come between.
 *
 * @returns `undefined` where that is of no use: the storage reads one key at a time, or a call asks for more than a value
 */
export function readTogether<V>(line: Line<V>, keys: Iterable<CacheKey>): CommonRead<V> | undefined {
  const { settings, flights, removals, isClosed } = line;
  const { snapshot } = settings;
  const keyspace = settings.keyspace as Partial<BulkKeyspace<V>>;
  if (keyspace.getMany === undefined || isClosed || !snapshot.configured || snapshot.bypassed) return undefined;
  if (snapshot.version !== undefined) return undefined;
  const places = new Map<CacheKey, number>();
  for (const key of keys) {
    if (places.has(key) || flights.get(key) !== undefined || removals.distrust.has(key)) continue;
    places.set(key, places.size);
  }
  if (places.size < 2) return undefined;
  const budget = new CallBudget(settings.budgetTerms, '');
  const reply = budget.ask('getMany', () => keyspace.getMany!([...places.keys()]));
  reply.then(ignore, ignore); // each flight tells of it; there may be none that still needs it
  settings.isAsynchronous = true;
  return {
    budget,
    of(key) {
      const place = places.get(key);
      return place === undefined ? undefined : reply.then((entries) => entries[place]);
    },
  };
}
