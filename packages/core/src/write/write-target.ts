import { ConfigurationError } from '../errors.js';
import type { CacheKey } from '../key/cache-key.js';
import type { LineFrame } from '../line-frame.js';
import type { TaggingStorage } from '../storage/tagging-storage.js';

declare const writeTarget: unique symbol;

/** Something that a write is about to change: one function's result (`fn.target(...args)`), or tags (`tagTarget`). */
export interface WriteTarget {
  readonly [writeTarget]: true;
}

/** The result of one function for one key. */
export class KeyTarget {
  constructor(
    readonly line: LineFrame,
    readonly key: CacheKey,
  ) {}
}

/** Everything in a storage that carries one of the tags. */
export class TagsTarget {
  constructor(
    readonly storage: TaggingStorage,
    readonly tags: readonly string[],
  ) {}
}

export function asTarget(target: KeyTarget | TagsTarget): WriteTarget {
  return target as unknown as WriteTarget;
}

/**
 * Everything in a storage that carries one of these tags, whichever function loaded it.
 *
 * @throws {ConfigurationError} if the storage has no tags
 */
export function tagTarget(storage: TaggingStorage, ...tags: readonly string[]): WriteTarget {
  if (typeof storage?.invalidateTags !== 'function') {
    throw new ConfigurationError('this storage has no tags; TaggingStorage says what it takes', storage);
  }
  return asTarget(new TagsTarget(storage, tags));
}
