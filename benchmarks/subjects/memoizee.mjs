import memoizee from 'memoizee';
import { keyOf } from '../work/arguments.mjs';

export function create({ kind, load, ttl, capacity }) {
  const options = { promise: true, maxAge: ttl, max: capacity };
  if (kind === 'text') return memoizee(load, { ...options, length: 1, primitive: true });
  return memoizee(load, { ...options, length: 3, normalizer: (args) => keyOf(Array.from(args)) });
}
