import type { CacheStorage } from '../storage/cache-storage.js';
import { WeakValues } from '../storage/weak-values.js';
import { WeakList } from '../weak-list.js';

/** All functions of this process whose results stand, or can still come to stand, in one namespace of one storage. */
export type Neighbourhood = WeakList<object>;

const neighbourhoods = new WeakMap<CacheStorage, WeakValues<Neighbourhood>>();

/**
 * The neighbourhood of a namespace. It keeps no function alive, and is forgotten, name and all, once no function holds
 * it: methods of objects that come and go have one each.
 */
export function neighbourhoodOf(storage: CacheStorage, namespace: string): Neighbourhood {
  let named = neighbourhoods.get(storage);
  if (named === undefined) {
    named = new WeakValues();
    neighbourhoods.set(storage, named);
  }
  return named.getOrInsertComputed(namespace, () => new WeakList());
}
