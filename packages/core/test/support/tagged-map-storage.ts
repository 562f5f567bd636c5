import type { Keyspace, KeyspaceContext } from '../../src/index.js';
import { MapStorage } from './map-storage.js';

/** A `MapStorage` with tags. */
export class TaggedMapStorage extends MapStorage {
  readonly #contexts = new Map<string, KeyspaceContext>();

  override keyspace<V>(namespace: string, context?: KeyspaceContext): Keyspace<V> {
    if (context) this.#contexts.set(namespace, context);
    return super.keyspace(namespace);
  }

  async invalidateTags(tags: readonly string[]): Promise<void> {
    for (const [namespace, map] of this.maps) {
      for (const [key, entry] of map) {
        if (!entry.tags.some((tag) => tags.includes(tag))) continue;
        map.delete(key);
        this.#contexts.get(namespace)?.removed(key, 'invalidated');
      }
    }
  }

  async expireTags(tags: readonly string[]): Promise<void> {
    for (const [namespace, map] of this.maps) {
      for (const [key, { tags: own }] of map)
        if (own.some((tag) => tags.includes(tag))) super.keyspace(namespace).expire(key);
    }
  }
}
