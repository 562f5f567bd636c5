import type { CacheEntry, EpochMilliseconds, Milliseconds } from '@memoir/core';

/** An entry that was read from Redis. It knows, for nobody else to see, which load wrote it: the permit to replace it. */
export class StoredEntry<V> implements CacheEntry<V> {
  readonly #token: string;

  constructor(
    token: string,
    readonly value: V,
    readonly createdAt: EpochMilliseconds,
    readonly staleAt: EpochMilliseconds,
    readonly expiresAt: EpochMilliseconds,
    readonly keepUntil: EpochMilliseconds,
    readonly tags: readonly string[],
    readonly version: string | undefined,
    readonly loadedIn: Milliseconds,
  ) {
    this.#token = token;
  }

  /** @returns `undefined` for an entry that came from elsewhere */
  static tokenOf(entry: object): string | undefined {
    return #token in entry ? (entry as StoredEntry<unknown>).#token : undefined;
  }
}
