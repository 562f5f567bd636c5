import { setOwn } from '../set-own.js';
import type { BuiltInType } from './built-in-type.js';
import { isMembers } from './object.js';

const LONGEST = 2 ** 32 - 1;
/** Past this the engine would set aside memory for the length alone, so that short bytes could ask for all there is. */
const SPARSE_FROM = 100_000;

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
    const array = withLength($array);
    const members = walk.members(properties);
    for (const key of Object.keys(members)) {
      if (key === 'length') return walk.refuse('an $array has its length in front');
      setOwn(array, key, members[key]);
    }
    return array.length === $array ? array : walk.refuse('an $array ends before its last element');
  },
};

function isLength(length: unknown): length is number {
  return Number.isInteger(length) && (length as number) >= 0 && (length as number) <= LONGEST;
}

function withLength(length: number): unknown[] {
  const array: unknown[] = [];
  // An element far out makes the engine keep the elements in a dictionary.
  if (length > SPARSE_FROM) array[LONGEST - 1] = undefined;
  array.length = length;
  return array;
}
