import type { Milliseconds } from '../clock/duration.js';
import type { LogPosition } from '../invalidation/invalidation-log.js';
import type { CacheStorage } from './cache-storage.js';

/** What is known of a storage in this process, for people and metrics; nothing is asked of a backend for it. */
export interface StorageFacts {
  /** The name of its class. */
  readonly name: string;
  /** What it sends its commands to, as OpenTelemetry's `db.system.name` has it, such as `redis`. */
  readonly backend?: string | undefined;
  /** Of all functions together. */
  readonly entries?: number | undefined;
  /** Of all functions together, as the storage estimates them. */
  readonly bytes?: number | undefined;
  readonly maxEntries?: number | undefined;
  readonly maxBytes?: number | undefined;
  /** What it is made of, the one that is asked first in front. */
  readonly tiers?: readonly StorageFacts[] | undefined;
  /** How well this process knows what others removed, where it keeps copies of a storage that has a log. */
  readonly log?: LogFacts | undefined;
}

/** Where a process stands in the log of a storage that it keeps copies of. */
export interface LogFacts {
  /** Whether the copies may be served at this moment. */
  readonly isTrusted: boolean;
  /** How long ago it was that this process knew of everything removed until then; `Infinity` before it ever did. */
  readonly lag: Milliseconds;
  /** The lag from which on the copies are not served. */
  readonly maxStaleness: Milliseconds;
  /** What was told last; `undefined` until the log was reached. */
  readonly position: LogPosition | undefined;
  /** How often something may have been missed, the beginning included: each time, all copies were dropped. */
  readonly gaps: number;
}

/** A storage with something to tell of itself. Found by the presence of `facts`. */
export interface TellingStorage extends CacheStorage {
  facts(): StorageFacts;
}

/** What a storage tells of itself; of one that tells nothing, the name of its class. */
export function storageFacts(storage: CacheStorage): StorageFacts {
  const { facts } = storage as Partial<TellingStorage>;
  return typeof facts === 'function' ? facts.call(storage) : { name: storage.constructor.name };
}
