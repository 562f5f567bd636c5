import type { Members } from '../walk.js';
import type { BuiltInType } from './built-in-type.js';

/** A plain object whose first key begins with `$`, which would be taken for a tag. */
export const dollarObjectType: BuiltInType<Members> = {
  tag: '$object',
  is: isMembers,
  write: (value, walk) => ({ $object: walk.members(value) }),
  read: ({ $object }, walk) => (isMembers($object) ? walk.members($object) : walk.refuse('an $object is an object')),
};

/** An object made by `Object.create(null)`, as the groups of a match and parsed queries are. */
export const nullPrototypeType: BuiltInType<Members> = {
  tag: '$nullPrototype',
  is: isMembers,
  write: (value, walk) => ({ $nullPrototype: walk.members(value) }),
  read({ $nullPrototype }, walk) {
    if (!isMembers($nullPrototype)) return walk.refuse('a $nullPrototype is an object');
    return Object.assign(Object.create(null), walk.members($nullPrototype));
  },
};

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
