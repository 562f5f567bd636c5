import type { CacheKey } from '../key/cache-key.js';

/**
 * The text under which a backend keeps an entry: length of the namespace, namespace, key, such as `5:users:ada`. The
 * length makes it unambiguous: no two pairs of namespace and key have the same text.
 */
export function entryName(namespace: string, key: CacheKey): string {
  return `${namespace.length}:${namespace}:${key}`;
}

/** The text under which a backend keeps the epoch of a namespace: no entry's text begins with a letter. */
export function epochName(namespace: string): string {
  return `epoch:${namespace}`;
}
