import { LRUCache } from 'lru-cache';
import { argumentsOf, keyOf } from '../work/arguments.mjs';

export function create({ kind, load, ttl, capacity }) {
  if (kind === 'text') {
    const cache = new LRUCache({ max: capacity, ttl, fetchMethod: load });
    return (key) => cache.fetch(key);
  }
  const cache = new LRUCache({ max: capacity, ttl, fetchMethod: (key) => load(...argumentsOf(key)) });
  return (...args) => cache.fetch(keyOf(args));
}
