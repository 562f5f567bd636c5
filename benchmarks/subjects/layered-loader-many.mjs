import { Loader } from 'layered-loader/core';

export function create({ loadMany, ttl, capacity }) {
  const loader = new Loader({
    cacheKeyFromValueResolver: (value) => value,
    inMemoryCache: { cacheType: 'lru-map', ttlInMsecs: ttl, maxItems: capacity },
    dataSources: [{ name: 'source', get: async (key) => (await loadMany([key]))[0], getMany: loadMany }],
  });
  return (keys) => loader.getMany(keys);
}
