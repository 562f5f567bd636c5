import type { CacheEntry } from './cache-entry.js';

/**
 * Says what is wrong with an entry that came from outside the line (a builder, a storage), or `undefined` if it is sound:
 * instants in order, none of them NaN, tags a list.
 */
export function flawOf(entry: unknown): string | undefined {
  if (typeof entry !== 'object' || entry === null) return `not an entry but ${entry === null ? 'null' : typeof entry}`;
  const { createdAt, staleAt, expiresAt, keepUntil, tags, idle } = entry as CacheEntry<unknown>;
  if (!Number.isFinite(createdAt)) return 'createdAt is no instant';
  if (!(createdAt <= staleAt)) return 'staleAt is no instant or before createdAt';
  if (!(staleAt <= expiresAt)) return 'expiresAt is no instant or before staleAt';
  if (!(expiresAt <= keepUntil)) return 'keepUntil is no instant or before expiresAt';
  if (!Array.isArray(tags)) return 'tags is no list';
  if (idle !== undefined && !(idle.expireAfter > 0 && idle.keepFor >= 0)) return 'idle is no pair of spans';
  return 'value' in (entry as object) ? undefined : 'it has no value';
}
