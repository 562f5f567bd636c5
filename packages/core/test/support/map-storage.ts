import type { CacheEntry, CacheKey, CacheStorage, Keyspace } from '../../src/index.js';

/** The simplest synchronous storage: a Map per namespace that answers with the entries it was offered. */
export class MapStorage implements CacheStorage {
  readonly shared: boolean = false;
  readonly maps = new Map<string, Map<CacheKey, CacheEntry<any>>>();
  readonly #openings: string[] = [];

  keyspace<V>(namespace: string): Keyspace<V> {
    const map = this.maps.get(namespace) ?? new Map<CacheKey, CacheEntry<V>>();
    this.maps.set(namespace, map);
    const openings = this.#openings;
    openings.push(namespace);
    return {
      keepsOfferedEntry: true,
      /** It tells nobody of anything, which is enough where nobody else has opened the namespace. */
      get tellsRemovals() {
        return openings.filter((each) => each === namespace).length === 1 ? true : undefined;
      },
      get size() {
        return map.size;
      },
      get: (key) => map.get(key),
      offer(key, entry) {
        map.set(key, entry);
        return 'stored';
      },
      release(key) {
        map.delete(key);
        return 'released';
      },
      invalidate(key) {
        map.delete(key);
      },
      expire(key) {
        const entry = map.get(key);
        if (!entry) return;
        const { value, createdAt, keepUntil, tags, version, loadedIn } = entry;
        const now = createdAt; // long past whatever the clock says
        map.set(key, { value, createdAt, staleAt: now, expiresAt: now, keepUntil, tags, version, loadedIn });
      },
      clear() {
        map.clear();
      },
    };
  }
}
