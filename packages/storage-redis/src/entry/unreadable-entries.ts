import type { CacheKey, StorageError } from '@memoir/core';

const MOST_REMEMBERED = 1_000;

/** Tells of what cannot be read, once for a read and the load that it leads to. */
export class UnreadableEntries {
  readonly #told = new Set<CacheKey>();

  constructor(private readonly report: (error: StorageError) => void) {}

  metByRead(key: CacheKey, error: StorageError): void {
    if (this.#told.size >= MOST_REMEMBERED) this.#told.clear();
    this.#told.add(key);
    this.report(error);
  }

  metByLoad(key: CacheKey, error: StorageError): void {
    if (!this.#told.delete(key)) this.report(error);
  }
}
