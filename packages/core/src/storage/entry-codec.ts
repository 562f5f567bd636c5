import { isUint8Array } from 'node:util/types';
import type { CacheEntry } from '../entry/cache-entry.js';
import { SerdeError, StorageError } from '../errors.js';
import type { CacheKey } from '../key/cache-key.js';
import { type EntryRecord, openEntry } from './entry-record.js';
import type { Serde } from './serde.js';

/**
 * Stands between the entries of one namespace and their bytes. Bytes may be anything: what cannot be an entry of the key
 * is nothing, and reported.
 */
export class EntryCodec<V> {
  readonly #namespace: string;
  readonly #serde: Serde;
  readonly #report: (error: StorageError) => void;

  constructor(namespace: string, serde: Serde, report: (error: StorageError) => void) {
    this.#namespace = namespace;
    this.#serde = serde;
    this.#report = report;
  }

  /** @returns nothing if the serde cannot carry the value, which is reported */
  payloadOf(key: CacheKey, value: V): Uint8Array | undefined {
    try {
      const payload: unknown = this.#serde.serialize(value);
      if (isUint8Array(payload)) return payload;
      throw new SerdeError('$', `${this.#serde.id} gave a ${typeof payload} instead of bytes`);
    } catch (cause) {
      this.#report(new StorageError(`the value was not stored: ${messageOf(cause)}`, { key, cause }));
      return undefined;
    }
  }

  recordOf(key: CacheKey, epoch: string, entry: CacheEntry<V>, payload: Uint8Array): EntryRecord {
    return { label: { namespace: this.#namespace, key, serde: this.#serde.id, epoch }, facts: entry, payload };
  }

  /** @returns the record of that very key, also one that is no longer valid */
  open(key: CacheKey, bytes: unknown): EntryRecord | undefined {
    if (bytes === undefined || bytes === null) return undefined;
    return this.#attempt(key, () => {
      const record = openEntry(bytes);
      if (record.label.namespace === this.#namespace && record.label.key === key) return record;
      throw new StorageError(
        'the bytes are those of another key: the backend truncates or folds the texts it is given',
      );
    });
  }

  entryOf({ label, facts, payload }: EntryRecord): CacheEntry<V> | undefined {
    return this.#attempt(label.key, () => {
      if (label.serde !== this.#serde.id) throw new StorageError(`the value was written by the serde ${label.serde}`);
      return { value: this.#serde.deserialize(payload) as V, ...facts };
    });
  }

  #attempt<T>(key: CacheKey, read: () => T): T | undefined {
    try {
      return read();
    } catch (cause) {
      this.#report(new StorageError('an entry could not be read and counts as a miss', { key, cause }));
      return undefined;
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
