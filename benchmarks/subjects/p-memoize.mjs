import pMemoize from 'p-memoize';
import QuickLRU from 'quick-lru';
import { keyOf } from '../work/arguments.mjs';

/** Its cache is whatever looks like a Map; quick-lru, of the same author, has a bound and a time to live. */
export function create({ kind, load, ttl, capacity }) {
  const cache = new QuickLRU({ maxSize: capacity, maxAge: ttl });
  return pMemoize(load, kind === 'text' ? { cache } : { cache, cacheKey: keyOf });
}
