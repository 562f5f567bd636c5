import { createCache } from 'async-cache-dedupe';

/** Takes one argument; several are passed as an array, of which it makes a key with safe-stable-stringify. */
export function create({ kind, load, ttl, capacity }) {
  const cache = createCache({ ttl: ttl / 1000, storage: { type: 'memory', options: { size: capacity } } });
  if (kind === 'text') {
    cache.define('load', (key) => load(key));
    return (key) => cache.load(key);
  }
  cache.define('load', (args) => load(...args));
  return (...args) => cache.load(args);
}
