import type { EpochMilliseconds, Milliseconds } from '../clock/duration.js';
import type { CacheEntry } from './cache-entry.js';
import type { EntryContext } from './entry-builder.js';
import type { LifeSpan } from './life-span.js';
import { spansOf } from './spans.js';

/** The line's side of an `EntryContext`. */
export class BuildContext implements EntryContext {
  constructor(
    readonly args: readonly unknown[],
    readonly loadedAt: EpochMilliseconds,
    readonly loadedIn: Milliseconds,
    readonly tags: readonly string[],
    readonly version: string | undefined,
    readonly lifeSpan: LifeSpan | undefined,
    readonly previous: CacheEntry<unknown> | undefined,
  ) {}

  // Own properties, not an instance of the internal class: a builder may spread it to change one fact.
  entry<V>(value: V, lifeSpan: LifeSpan): CacheEntry<V> {
    const { updateAfter, expireAfter, keepStaleFor, expireAfterAccess } = spansOf(lifeSpan);
    const { loadedAt: createdAt, loadedIn, tags, version } = this;
    const expiresAt = createdAt + expireAfter;
    const facts = {
      value,
      createdAt,
      staleAt: createdAt + updateAfter,
      expiresAt,
      keepUntil: expiresAt + keepStaleFor,
      tags,
      version,
      loadedIn,
    };
    if (expireAfterAccess === undefined) return facts;
    return { ...facts, idle: { expireAfter: expireAfterAccess, keepFor: keepStaleFor } };
  }
}
