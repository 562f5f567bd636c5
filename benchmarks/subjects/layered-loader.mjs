import { Loader } from 'layered-loader/core';
import { argumentsOf, keyOf } from '../work/arguments.mjs';

export function create({ kind, load, ttl, capacity }) {
  const get = kind === 'text' ? load : (key) => load(...argumentsOf(key));
  const loader = new Loader({
    inMemoryCache: { cacheType: 'lru-map', ttlInMsecs: ttl, maxItems: capacity },
    dataSources: [{ name: 'source', get }],
  });
  return kind === 'text' ? (key) => loader.get(key) : (...args) => loader.get(keyOf(args));
}
