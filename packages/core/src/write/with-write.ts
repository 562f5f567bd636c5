import type { Awaitable } from '../awaitable.js';
import type { Clock, Timer } from '../clock/clock.js';
import { type Duration, type Milliseconds, toMilliseconds } from '../clock/duration.js';
import { systemClock } from '../clock/system-clock.js';
import { ConfigurationError } from '../errors.js';
import { ignore } from '../flight/deferred.js';
import type { CacheStorage } from '../storage/cache-storage.js';
import { StorageWrite } from './storage-write.js';
import { KeyTarget, TagsTarget, type WriteTarget } from './write-target.js';

export interface WriteOptions {
  /**
   * How long other processes keep from storing anything if this one dies; a write that takes longer is extended.
   *
   * @default '30s'
   */
  readonly quarantineFor?: Duration | undefined;
}

const DEFAULT_QUARANTINE_FOR = '30s';
/** For storages that no function tells a timeout of. */
const DEFAULT_TIMEOUT: Milliseconds = 1_000;

/**
 * Changes the source, and lets nothing be cached that was read before the change was made: the targets are taken away
 * before `write` runs and again after it, and while it runs what is loaded is answered and not stored. A process that
 * dies on the way leaves misses for `quarantineFor`, never an old value.
 *
 * @returns what `write` gives
 * @throws {StorageError} before `write` was run, if the storage does not confirm that nothing will be stored
 * @throws whatever `write` throws
 * @throws {InvalidationUnconfirmedError} if `write` has done its work and the storage does not confirm that the targets are
 *   gone; this process then distrusts them until a retry is confirmed, others see them again at the earliest when the
 *   quarantine has run out
 */
export async function withWrite<R>(
  targets: readonly WriteTarget[],
  write: () => Awaitable<R>,
  { quarantineFor = DEFAULT_QUARANTINE_FOR }: WriteOptions = {},
): Promise<R> {
  const standsFor = toMilliseconds('quarantineFor', quarantineFor);
  const clock = clockOf(targets);
  const writes = writesFor(targets, clock);
  const stopExtending = extendEvery(standsFor / 2, clock, writes);
  let isWritten = false;
  try {
    await each(writes, (one) => one.begin(standsFor));
    const result = await write();
    isWritten = true;
    return result;
  } finally {
    stopExtending();
    const ended = each(writes, (one) => one.end());
    // The error that led here is the one to be told.
    await (isWritten ? ended : ended.catch(ignore));
  }
}

function writesFor(targets: readonly WriteTarget[], clock: Clock): readonly StorageWrite[] {
  const writes = new Map<CacheStorage, StorageWrite>();
  const writeTo = (storage: CacheStorage, timeout: Milliseconds): StorageWrite => {
    const write = writes.get(storage) ?? new StorageWrite(storage, clock, timeout);
    writes.set(storage, write);
    return write;
  };
  for (const target of targets as readonly unknown[]) {
    if (target instanceof KeyTarget) {
      const { storage, invalidationTimeout } = target.line.settings;
      writeTo(storage, invalidationTimeout).addKey(target);
    } else if (target instanceof TagsTarget) {
      writeTo(target.storage, DEFAULT_TIMEOUT).addTags(target.tags);
    } else throw new ConfigurationError('a target is what fn.target(...) or tagTarget(...) gives', target);
  }
  return [...writes.values()];
}

function clockOf(targets: readonly WriteTarget[]): Clock {
  for (const target of targets as readonly unknown[])
    if (target instanceof KeyTarget) return target.line.settings.clock;
  return systemClock;
}

function extendEvery(span: Milliseconds, clock: Clock, writes: readonly StorageWrite[]): () => void {
  let timer: Timer;
  const arm = () => {
    timer = clock.schedule(span, () => {
      for (const write of writes) void write.extend();
      arm();
    });
  };
  arm();
  return () => timer.cancel();
}

/** Waits for all of them. @throws the first failure */
async function each(writes: readonly StorageWrite[], act: (write: StorageWrite) => Promise<void>): Promise<void> {
  for (const result of await Promise.allSettled(writes.map(act))) if (result.status === 'rejected') throw result.reason;
}
