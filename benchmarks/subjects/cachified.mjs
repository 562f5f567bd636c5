import { cachified } from '@epic-web/cachified';
import { LRUCache } from 'lru-cache';
import { keyOf } from '../work/arguments.mjs';

/** Over lru-cache, as its own documentation does. */
export function create({ kind, load, ttl, capacity }) {
  const cache = new LRUCache({ max: capacity });
  if (kind === 'text') return (key) => cachified({ key, cache, ttl, getFreshValue: () => load(key) });
  return (...args) => cachified({ key: keyOf(args), cache, ttl, getFreshValue: () => load(...args) });
}
