import { createCache } from 'cache-manager';
import { createKeyv } from 'cacheable';
import { keyOf } from '../work/arguments.mjs';

/** On the in-memory store of cacheable, told not to clone: its own default has no bound. */
export function create({ kind, load, ttl, capacity }) {
  const cache = createCache({ ttl, stores: [createKeyv({ ttl, lruSize: capacity, useClone: false })] });
  if (kind === 'text') return (key) => cache.wrap(key, () => load(key), ttl);
  return (...args) => cache.wrap(keyOf(args), () => load(...args), ttl);
}
