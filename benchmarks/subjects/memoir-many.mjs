import { memoizeMany } from 'memoir';

export function create({ loadMany, ttl, capacity }) {
  const users = memoizeMany(loadMany, { expireAfter: ttl, capacity });
  return (keys) => users.many(keys);
}
