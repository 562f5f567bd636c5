import type { CacheEntry } from './entry/cache-entry.js';
import type { StoredEntry } from './entry/stored-entry.js';
import type { Origin } from './flight/passengers.js';
import type { CacheKey } from './key/cache-key.js';
import type { Line } from './memoize.js';
import type { Peeked } from './memoized.js';
import { CallBudget } from './storage/call-budget.js';

/**
 * What a call would be answered with from the storage: counted, marked and judged as a call is, and never loaded.
 * Nothing is refreshed behind a stale value, since there may be nothing to load it with.
 */
export async function recall<V>(line: Line<V>, origin: Origin): Promise<Peeked<V> | undefined> {
  const { settings, recorder } = line;
  const { version, bypassed } = settings.snapshot;
  const key = keyOf(line, origin);
  if (bypassed) return undefined;
  let entry: StoredEntry<V> | undefined;
  try {
    entry = await standing(line, key);
    if (entry && version && !(await line.demandOf(key, origin)).accepts(entry)) entry = undefined;
  } catch (error) {
    recorder.answeredByLoad(key, 1, true);
    throw error;
  }
  const now = settings.offsetClock.offset();
  if (entry === undefined || entry.isExpiredAt(now)) {
    recorder.answeredByLoad(key, 1, true);
    return undefined;
  }
  const freshness = entry.noteRead(now);
  recorder.answeredFromStorage(key, freshness, 1, entry);
  settings.desk.markRead(key, entry);
  return { ...entry.toPlain(), freshness };
}

function keyOf<V>(line: Line<V>, { args, self }: Origin): CacheKey {
  try {
    line.checkUsable();
    return line.keyOf(args, self);
  } catch (error) {
    line.recorder.refused(error);
    throw error;
  }
}

async function standing<V>(
  { settings, removals, storage }: Line<V>,
  key: CacheKey,
): Promise<StoredEntry<V> | undefined> {
  if (removals.distrust.has(key)) return undefined;
  let found: CacheEntry<V> | undefined;
  try {
    found = await new CallBudget(settings.budgetTerms, key).ask('get', () => settings.keyspace.get(key));
  } catch (error) {
    if (settings.snapshot.storageFailurePolicy === 'fail-closed') throw error;
    return undefined;
  }
  // Asked again: a removal may have begun, and failed, while the answer was on its way.
  return removals.distrust.has(key) ? undefined : storage.sound(key, found);
}
