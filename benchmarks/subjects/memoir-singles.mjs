import { memoizeMany } from 'memoir';

/** What one writes without `many`: a call per key. */
export function create({ loadMany, ttl, capacity }) {
  const user = memoizeMany(loadMany, { expireAfter: ttl, capacity });
  return (keys) => Promise.all(keys.map((key) => user(key)));
}
