import type { Awaitable } from '../awaitable.js';
import type { CacheEntry } from '../entry/cache-entry.js';
import type { CacheKey } from '../key/cache-key.js';
import { after } from './after.js';
import type { Keyspace } from './keyspace.js';
import { factsOf, type TierDescription } from './tier-description.js';

/** What a keyspace says of a key; one that says nothing by itself is read, which it may count as a use. */
export function describeKeyspace(
  keyspace: Keyspace<unknown>,
  key: CacheKey,
  tier: string,
): Awaitable<readonly TierDescription[]> {
  if (keyspace.describe !== undefined) return keyspace.describe(key);
  return after(lookAt(keyspace, key), (entry) => [describeEntry(tier, entry)]);
}

/** As `get`, without a use where the keyspace knows how. */
export function lookAt<V>(keyspace: Keyspace<V>, key: CacheKey): Awaitable<CacheEntry<V> | undefined> {
  return keyspace.peek === undefined ? keyspace.get(key) : keyspace.peek(key);
}

/** @param reasons why it is not served; none if it is */
export function describeEntry(
  tier: string,
  entry: CacheEntry<unknown> | undefined,
  reasons: readonly string[] = [],
): TierDescription {
  if (entry === undefined) return { tier, entry, isServed: false, reasons: [`nothing stands in the ${tier} tier`] };
  return { tier, entry: factsOf(entry), isServed: reasons.length === 0, reasons };
}
