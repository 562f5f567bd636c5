import type { EpochMilliseconds, Milliseconds } from '../clock/duration.js';
import type { CacheEntry } from '../entry/cache-entry.js';

/** An entry without its value. */
export type EntryFacts = Omit<CacheEntry<unknown>, 'value'>;

/** Somebody's right to load a key, as others see it. */
export interface LeaseDescription {
  /** Tells one load from another. It names no process: a lease carries nothing but this. */
  readonly owner: string;
  /** Until it runs out, unless it is extended; 0 if that is unknown. */
  readonly remaining: Milliseconds;
  /** Whether a value stands that the load is to replace. */
  readonly over: 'nothing' | 'value';
}

/** Writes to the source that keep a key, or one of its tags, empty. */
export interface QuarantineDescription {
  readonly writes: number;
  /** When the last of them runs out, unless it is extended. */
  readonly until: EpochMilliseconds;
}

/** What one tier holds for a key, told without a trace: no read counted, nothing made, nothing taken. */
export interface TierDescription {
  /** Which kind of storage, such as `memory`, `near`, `redis`. */
  readonly tier: string;
  /** What stands, also if nobody is served it; its instants are those of the context's clock. */
  readonly entry: EntryFacts | undefined;
  /** Whether `get` would answer with it. */
  readonly isServed: boolean;
  /** Why not, and what else there is to know, in words. */
  readonly reasons: readonly string[];
  readonly lease?: LeaseDescription | undefined;
  readonly quarantine?: QuarantineDescription | undefined;
  /** Bytes of the entry as it stands, where it stands as bytes. */
  readonly size?: number | undefined;
  /** The id of the serde that wrote it. */
  readonly serde?: string | undefined;
}

/** Copies the facts of an entry, whatever class it is of. */
export function factsOf(entry: CacheEntry<unknown>): EntryFacts {
  const { createdAt, staleAt, expiresAt, keepUntil, tags, version, loadedIn, idle } = entry;
  const facts = { createdAt, staleAt, expiresAt, keepUntil, tags, version, loadedIn };
  return idle === undefined ? facts : { ...facts, idle };
}
