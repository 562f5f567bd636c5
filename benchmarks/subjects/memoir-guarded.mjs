import { LoadLimit, memoize } from 'memoir';

/** Everything on that protects a source and its callers. */
export function create({ load, ttl, capacity }) {
  return memoize(load, {
    expireAfter: ttl,
    capacity,
    keepStaleFor: '1d',
    staleOnError: () => true,
    softTimeout: '1s',
    jitter: 0.1,
    earlyRefresh: { beta: 1 },
    maxConcurrentLoads: 10,
    loadLimit: new LoadLimit({ concurrent: 100 }),
  });
}
