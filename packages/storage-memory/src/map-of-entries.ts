import { type CacheEntry, type CacheKey, ConfigurationError } from '@memoir/core';
import { BoundedMap } from './bounded-map/bounded-map.js';

/** A map that holds the results of one function, or what makes one for each namespace. */
export type MapOfEntries = BoundedMap<CacheKey, CacheEntry<any>> | ((namespace: string) => BoundedMap<CacheKey, any>);

/** Gives each namespace a map of its own: keys of two functions in one map could be the same. */
export class MapsByNamespace {
  readonly #given: MapOfEntries;
  #owner: string | undefined;

  /** @throws {ConfigurationError} if it is neither a map nor a function */
  constructor(given: MapOfEntries) {
    if (typeof given !== 'function' && !(given instanceof BoundedMap)) {
      throw new ConfigurationError('map is a BoundedMap, or a function that makes one for a namespace', given);
    }
    this.#given = given;
  }

  /** @throws {ConfigurationError} if a map that was given is asked for by a second namespace */
  mapFor(namespace: string): BoundedMap<CacheKey, CacheEntry<any>> {
    if (typeof this.#given === 'function') return this.#given(namespace);
    if (this.#owner !== undefined && this.#owner !== namespace) {
      throw new ConfigurationError(
        `this BoundedMap holds the results of ${this.#owner}; give each function a storage of its own, or pass a function that makes a map`,
        namespace,
      );
    }
    this.#owner = namespace;
    return this.#given;
  }
}
