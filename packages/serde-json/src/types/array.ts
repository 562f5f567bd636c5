import { setOwn } from '../set-own.js';
import type { BuiltInType } from './built-in-type.js';
import { isMembers } from './object.js';

const LONGEST = 2 ** 32 - 1;
/** Up to this length the engine may set aside memory for elements that do not come. */
const SMALL = 1024;

/**
 * An array with holes, or with properties besides its elements such as the result of `match`: its length, and what it
 * owns by name. Other arrays are JSON arrays.
 */
export const irregularArrayType: BuiltInType<unknown[]> = {
  tag: '$array',
  is: Array.isArray,
  write: (value, walk) => ({ $array: value.length, properties: walk.members({ ...value }) }),
  read({ $array, properties }, walk) {
    if (!isLength($array) || !isMembers(properties)) return walk.refuse('an $array is a length and its properties');
    const members = walk.members(properties);
    const keys = Object.keys(members);
    const array = withLength($array, keys.length);
    for (const key of keys) {
      if (key === 'length') return walk.refuse('an $array has its length in front');
      setOwn(array, key, members[key]);
    }
    return array.length === $array ? array : walk.refuse('an $array ends before its last element');
  },
};

function isLength(length: unknown): length is number {
  return Number.isInteger(length) && (length as number) >= 0 && (length as number) <= LONGEST;
}

function withLength(length: number, members: number): unknown[] {
  const array: unknown[] = [];
  // An element far out makes the engine keep a dictionary; else a few short bytes could ask for all the memory there is.
  if (length > SMALL && length > 4 * members) array[LONGEST - 1] = undefined;
  array.length = length;
  return array;
}
