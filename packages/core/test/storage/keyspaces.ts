import type { CacheEntry } from '../../src/entry/cache-entry.js';
import type { StorageError } from '../../src/errors.js';
import type { ByteStore } from '../../src/storage/byte-store.js';
import type { KeyspaceContext } from '../../src/storage/keyspace.js';
import { SerializedStorage, type SerializedStorageOptions } from '../../src/storage/serialized-storage.js';
import { V8Serde } from '../../src/storage/v8-serde.js';
import { ManualClock } from '../../src/testing/manual-clock.js';

export const START = 1_000_000;

export interface Listening extends KeyspaceContext {
  readonly clock: ManualClock;
  readonly reports: StorageError[];
}

export function listening(): Listening {
  const reports: StorageError[] = [];
  return {
    clock: new ManualClock(START),
    reports,
    report: (error) => void reports.push(error),
    removed: () => {},
  };
}

export function entryOf<V>(value: V, facts: Partial<CacheEntry<V>> = {}): CacheEntry<V> {
  return {
    value,
    createdAt: START,
    staleAt: START + 10_000,
    expiresAt: START + 30_000,
    keepUntil: START + 60_000,
    tags: [],
    version: undefined,
    loadedIn: 5,
    ...facts,
  };
}

/** A storage over the given bytes and one keyspace of it. */
export function open(store: ByteStore, options: Partial<SerializedStorageOptions> & { namespace?: string } = {}) {
  const { namespace = 'users', ...rest } = options;
  const context = listening();
  const storage = new SerializedStorage(store, { serde: new V8Serde(), ...rest });
  return { storage, context, clock: context.clock, keyspace: storage.keyspace<unknown>(namespace, context) };
}
