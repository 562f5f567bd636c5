import { Cacheable, createKeyv } from 'cacheable';
import { keyOf } from '../work/arguments.mjs';

/** Told not to clone, which it does by default. */
export function create({ kind, load, ttl, capacity }) {
  const cache = new Cacheable({ ttl, primary: createKeyv({ ttl, lruSize: capacity, useClone: false }) });
  if (kind === 'text') return (key) => cache.getOrSet(key, () => load(key), { ttl });
  return (...args) => cache.getOrSet(keyOf(args), () => load(...args), { ttl });
}
