import { types } from 'node:util';
import type { BuiltInType } from './built-in-type.js';

/** As its members in order. */
export const setType: BuiltInType<Set<unknown>> = {
  tag: '$Set',
  is: types.isSet,
  write: (value, walk) => ({ $Set: walk.at('values', [...Set.prototype.values.call(value)]) }),
  read({ $Set }, walk) {
    const values = walk.at('values', $Set);
    return Array.isArray(values) ? new Set(values) : walk.refuse('a $Set is a list');
  },
};
