import type { CacheStorage } from './cache-storage.js';

/** A storage that can invalidate by tag, across the functions that share it. Found by the presence of `invalidateTags`. */
export interface TaggingStorage extends CacheStorage {
  /** Nobody may be served an entry that carries one of the tags and whose load began before this call. */
  invalidateTags(tags: readonly string[]): Promise<void>;
  /** As `invalidateTags`, but what stands may still serve as a fallback. */
  expireTags(tags: readonly string[]): Promise<void>;
}
