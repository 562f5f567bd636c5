import { EPOCH_BASE } from '../clock/coarse-clock.js';
import type { EpochMilliseconds } from '../clock/duration.js';
import { ConfigurationError } from '../errors.js';
import type { Keyspace } from '../storage/keyspace.js';
import type { CacheEntry, IdleTimes } from './cache-entry.js';
import { StoredEntry } from './stored-entry.js';

/**
 * An entry that expires earlier if nobody reads it. A class of its own, so that entries without an idle time carry
 * nothing for it and a hit on them asks nothing. Its instants move with each read, and never past those it was made with.
 */
export class IdleEntry<V> extends StoredEntry<V> {
  readonly idle: IdleTimes;
  /** The last read, or the beginning of its load. */
  #readAt: EpochMilliseconds;

  constructor(entry: CacheEntry<V>, idle: IdleTimes) {
    const { value, createdAt, staleAt, expiresAt, keepUntil, loadedIn, tags, version } = entry;
    super(value, createdAt, staleAt, expiresAt, keepUntil, loadedIn, tags, version);
    this.idle = idle;
    this.#readAt = createdAt;
  }

  override get staleAt(): EpochMilliseconds {
    return Math.min(super.staleAt, this.expiresAt);
  }

  override get expiresAt(): EpochMilliseconds {
    const idleAt = Math.max(this.createdAt, Math.ceil(this.#readAt + this.idle.expireAfter));
    return Math.min(super.expiresAt, idleAt);
  }

  override get keepUntil(): EpochMilliseconds {
    return Math.min(super.keepUntil, this.expiresAt + this.idle.keepFor);
  }

  /** Never, as far as the shortest way to an answer is concerned: that way notes no reads. */
  override isFreshAt(): boolean {
    return false;
  }

  override isExpiredAt(offset: number): boolean {
    return offset + EPOCH_BASE >= this.expiresAt;
  }

  override isKeptAt(offset: number): boolean {
    return offset + EPOCH_BASE < this.keepUntil;
  }

  override noteRead(offset: number): 'fresh' | 'stale' {
    this.#readAt = Math.max(this.#readAt, offset + EPOCH_BASE);
    return offset + EPOCH_BASE < super.staleAt ? 'fresh' : 'stale';
  }

  /** A refresh behind the scenes is no read: what it replaces is idle for as long as it was. */
  override replace(previous: StoredEntry<V>): void {
    if (previous instanceof IdleEntry) this.#readAt = previous.#readAt;
  }

  override toPlain(): CacheEntry<V> {
    return { ...super.toPlain(), idle: this.idle };
  }
}

/** The line's own entry, with the facts of one that somebody else has built. */
export function entryFrom<V>(entry: CacheEntry<V>): StoredEntry<V> {
  return entry.idle === undefined ? StoredEntry.of(entry) : new IdleEntry(entry, entry.idle);
}

/** @throws {ConfigurationError} unless its entries stay the objects that reads can be noted on */
export function checkIdleTimes({ keepsOfferedEntry }: Pick<Keyspace<unknown>, 'keepsOfferedEntry'>): void {
  if (keepsOfferedEntry === true) return;
  throw new ConfigurationError(
    'expireAfterAccess needs a storage that holds the very entries in this process, such as MemoryStorage: on any other ' +
      'each read would have to be written',
  );
}
