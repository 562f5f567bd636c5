import { ConfigurationError } from '../errors.js';
import { ByteBackend } from './byte-backend.js';
import type { ByteStore } from './byte-store.js';
import type { CacheStorage } from './cache-storage.js';
import { KeyLanes } from './key-lanes.js';
import type { Keyspace, KeyspaceContext } from './keyspace.js';
import { NamespaceEpoch } from './namespace-epoch.js';
import type { Serde } from './serde.js';
import { SerializedKeyspace } from './serialized-keyspace.js';
import { WeakValues } from './weak-values.js';

export interface SerializedStorageOptions {
  readonly serde: Serde;
  /**
   * Whether other processes use the same backend.
   *
   * @default false
   */
  readonly shared?: boolean | undefined;
}

/**
 * Makes a storage of three byte functions and a serde. Where they answer synchronously, so does the storage.
 *
 * Bytes that are foreign, truncated, corrupt, another key's or another serde's are a miss and a report, never an error.
 * A value that the serde cannot carry is reported and not stored; what stood before stays.
 *
 * Within this storage, the writes and removals of one key go out one after another, each after the real end of the one
 * before: `invalidate` waits for an earlier write, also for one that its caller gave up, and what was offered before an
 * `invalidate`, `expire` or `clear` is not answered after it. That asks one thing of the byte functions: a promise must
 * not settle before its effect is certain.
 *
 * Entries outlive the process where the backend does, except those of a private namespace: another process may give that
 * name to another function.
 *
 * `clear` is one write: it replaces the epoch that every entry of the namespace carries. What it leaves behind is
 * unreadable and stays until the backend drops it, by the `timeToLive` given to `write`.
 *
 * With `shared`, other processes may clear too, so the epoch is read with every `get` and every `offer`: one more read
 * each. Byte functions know no compare-and-set. So **across processes the last write wins**: a process that loaded
 * before another one's `invalidate` can still store what it loaded, `expire` can undo another process's `invalidate`,
 * and only the lifetimes bound how long that is served. Where it must not happen, use a storage with leases.
 * Without `shared`, one process at a time may use the backend, through one storage.
 */
export class SerializedStorage implements CacheStorage {
  readonly shared: boolean;
  readonly #serde: Serde;
  readonly #backend: ByteBackend;
  readonly #lanes = new KeyLanes();
  // Weak, since a storage outlives functions: a decorated method has a namespace per instance.
  readonly #epochs = new WeakValues<NamespaceEpoch>();

  /** @throws {ConfigurationError} if one of the three functions, or a part of the serde, is missing */
  constructor(store: ByteStore, options: SerializedStorageOptions) {
    checkFunctions('a byte store', store, ['read', 'write', 'remove']);
    checkFunctions('a serde', options?.serde, ['serialize', 'deserialize']);
    const { serde, shared = false } = options;
    if (typeof serde.id !== 'string' || serde.id === '') throw new ConfigurationError('a serde has an id', serde.id);
    if (typeof shared !== 'boolean') throw new ConfigurationError('shared is true or false', shared);
    this.shared = shared;
    this.#serde = serde;
    this.#backend = new ByteBackend(store);
  }

  keyspace<V>(namespace: string, context: KeyspaceContext): Keyspace<V> {
    const reach = context.private ? 'private' : this.shared ? 'shared' : 'own';
    const epoch = this.#epochs.getOrInsertComputed(
      `${reach}:${namespace}`,
      () => new NamespaceEpoch(namespace, this.#backend, this.#lanes, reach),
    );
    const parts = { backend: this.#backend, lanes: this.#lanes, epoch, serde: this.#serde, shared: this.shared };
    return new SerializedKeyspace(namespace, parts, context);
  }
}

function checkFunctions(what: string, value: unknown, names: readonly string[]): void {
  for (const name of names) {
    if (typeof (value as { [name: string]: unknown } | undefined)?.[name] !== 'function') {
      throw new ConfigurationError(`${what} has the functions ${names.join(', ')}; ${name} is missing`, value);
    }
  }
}
