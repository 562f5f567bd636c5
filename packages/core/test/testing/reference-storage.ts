import { setImmediate } from 'node:timers';
import type { Awaitable } from '../../src/awaitable.js';
import type { CacheEntry } from '../../src/entry/cache-entry.js';
import type { CacheStorage } from '../../src/storage/cache-storage.js';
import type { Keyspace, KeyspaceContext } from '../../src/storage/keyspace.js';

type Entries = Map<string, CacheEntry<any>>;

/** A right storage of the simplest kind, synchronous, with three places where a test can put a defect in. */
export class ReferenceStorage implements CacheStorage {
  closed = 0;
  readonly #entries = new Map<string, Entries>();

  constructor(readonly shared: boolean = false) {}

  keyspace<V>(namespace: string, context: KeyspaceContext): Keyspace<V> {
    const entries = this.entriesOf(namespace);
    return {
      get: (key) => {
        const entry = entries.get(this.nameOf(key));
        return entry && context.clock.now() < entry.keepUntil ? entry : undefined;
      },
      offer: (key, entry) => {
        entries.set(this.nameOf(key), this.copyOf(entry));
        return 'stored';
      },
      release: (key) => {
        if (this.shared) return 'kept';
        entries.delete(this.nameOf(key));
        return 'released';
      },
      invalidate: (key) => void entries.delete(this.nameOf(key)),
      expire: (key) => {
        const entry = entries.get(this.nameOf(key));
        const now = context.clock.now();
        if (entry) entries.set(this.nameOf(key), { ...entry, staleAt: now, expiresAt: now });
      },
      clear: () => entries.clear(),
    };
  }

  async close(): Promise<void> {
    this.closed++;
  }

  entriesOf(namespace: string): Entries {
    const entries = this.#entries.get(namespace) ?? new Map();
    this.#entries.set(namespace, entries);
    return entries;
  }

  nameOf(key: string): string {
    return key;
  }

  copyOf<V>(entry: CacheEntry<V>): CacheEntry<V> {
    return { ...entry };
  }
}

/** The same storage with some methods of its keyspaces replaced. */
export function altered(
  inner: CacheStorage,
  alter: (keyspace: Keyspace<any>, context: KeyspaceContext, namespace: string) => Partial<Keyspace<any>>,
): CacheStorage {
  return {
    shared: inner.shared,
    keyspace<V>(namespace: string, context: KeyspaceContext): Keyspace<V> {
      const keyspace = inner.keyspace<V>(namespace, context);
      const altered = alter(keyspace, context, namespace);
      return Object.defineProperties({ ...keyspace }, Object.getOwnPropertyDescriptors(altered));
    },
    close: async () => inner.close?.(),
  };
}

/** The same storage, each command taking effect some turns of the event loop later, in the order called. */
export function slow(inner: CacheStorage, delays: Partial<Record<keyof Keyspace<any>, number>> = {}): CacheStorage {
  const later = async <T>(command: keyof Keyspace<any>, effect: () => Awaitable<T>): Promise<T> => {
    for (let turn = delays[command] ?? 3; turn > 0; turn--) await new Promise<void>((resolve) => setImmediate(resolve));
    return effect();
  };
  return altered(inner, (keyspace) => ({
    get: (key) => later('get', () => keyspace.get(key)),
    offer: (key, entry) => later('offer', () => keyspace.offer(key, entry)),
    release: (key) => later('release', () => keyspace.release(key)),
    invalidate: (key) => later('invalidate', () => keyspace.invalidate(key)),
    expire: (key) => later('expire', () => keyspace.expire(key)),
    clear: () => later('clear', () => keyspace.clear()),
  }));
}
