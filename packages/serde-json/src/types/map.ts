import { types } from 'node:util';
import type { BuiltInType } from './built-in-type.js';

/** As its `[key, value]` pairs in order; keys are carried like any value. */
export const mapType: BuiltInType<Map<unknown, unknown>> = {
  tag: '$Map',
  is: types.isMap,
  write: (value, walk) => ({ $Map: walk.at('entries', [...Map.prototype.entries.call(value)]) }),
  read({ $Map }, walk) {
    const entries = walk.at('entries', $Map);
    if (!Array.isArray(entries) || !entries.every(isPair)) return walk.refuse('a $Map is a list of pairs');
    return new Map(entries);
  },
};

function isPair(entry: unknown): boolean {
  return Array.isArray(entry) && entry.length === 2;
}
