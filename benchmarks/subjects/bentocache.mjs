import { BentoCache, bentostore } from 'bentocache';
import { memoryDriver } from 'bentocache/drivers/memory';
import { keyOf } from '../work/arguments.mjs';

/** Told not to serialize what it holds in memory, which it does by default. */
export function create({ kind, load, ttl, capacity }) {
  const store = bentostore().useL1Layer(memoryDriver({ maxItems: capacity, serialize: false }));
  const cache = new BentoCache({ default: 'memory', stores: { memory: store } });
  if (kind === 'text') return (key) => cache.getOrSet({ key, ttl, factory: () => load(key) });
  return (...args) => cache.getOrSet({ key: keyOf(args), ttl, factory: () => load(...args) });
}
