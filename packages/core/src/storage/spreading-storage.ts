import type { CacheStorage } from './cache-storage.js';
import type { TaggingStorage } from './tagging-storage.js';

/**
 * A storage whose removals count as done only once they have spread to every process. Found by the presence of `spread`.
 * Its keyspaces confirm what holds for the shared storage, since a budget measures that; whoever removes waits for the
 * rest by itself, afterwards.
 */
export interface SpreadingStorage extends CacheStorage {
  /**
   * Resolves when no call that begins from then on, in whatever process, is answered by a copy of what had been removed
   * when this was called. Never rejects, and takes a bounded time.
   */
  spread(): Promise<void>;
  /** Its tags, for who waits by itself; those of the storage wait. */
  readonly tagsAtOnce?: Pick<TaggingStorage, 'invalidateTags' | 'expireTags'> | undefined;
}

/** Waits for what was removed from these storages. @returns nothing where none of them wants it */
export function spreadFrom(storages: Iterable<CacheStorage>): Promise<unknown> | undefined {
  const spreading = new Set(Array.from(storages).filter(isSpreading));
  return spreading.size === 0 ? undefined : Promise.all(Array.from(spreading, (each) => each.spread()));
}

/** A removal from these storages, which counts as done once it has spread, where one of them wants that. */
export function spreading(removal: Promise<void>, storages: readonly CacheStorage[]): Promise<void> {
  return storages.some(isSpreading) ? removal.then(async () => void (await spreadFrom(storages))) : removal;
}

/** The tags of a storage, without waiting for other processes. */
export function tagsAtOnce(storage: TaggingStorage): Pick<TaggingStorage, 'invalidateTags' | 'expireTags'> {
  return (isSpreading(storage) && storage.tagsAtOnce) || storage;
}

function isSpreading(storage: CacheStorage): storage is SpreadingStorage {
  return typeof (storage as Partial<SpreadingStorage>).spread === 'function';
}
