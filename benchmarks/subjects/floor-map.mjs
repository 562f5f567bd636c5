import { keyOf } from '../work/arguments.mjs';

/** The least an asynchronous cache can do: a look-up, and a new promise for what it finds. Filled beforehand; never loads. */
export function create({ kind, keys, valueFor }) {
  const map = new Map(keys.map((key) => [key, valueFor(key)]));
  return kind === 'text' ? async (key) => map.get(key) : async (...args) => map.get(keyOf(args));
}
