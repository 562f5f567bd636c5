import type { BuiltInType } from './built-in-type.js';

export const undefinedType: BuiltInType<undefined> = {
  tag: '$undefined',
  is: (value) => value === undefined,
  write: () => ({ $undefined: true }),
  read: () => undefined,
};

/** As decimal digits. */
export const bigintType: BuiltInType<bigint> = {
  tag: '$bigint',
  is: (value) => typeof value === 'bigint',
  write: (value) => ({ $bigint: String(value) }),
  read({ $bigint }, walk) {
    if (typeof $bigint !== 'string' || !/^-?\d+$/.test($bigint)) return walk.refuse('a $bigint is decimal digits');
    return BigInt($bigint);
  },
};

const NUMBERS = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-0', -0],
]);

/** The four numbers that JSON has no text for. */
export const numberType: BuiltInType<number> = {
  tag: '$number',
  is: (value) => typeof value === 'number',
  write: (value) => ({ $number: value === 0 ? '-0' : String(value) }),
  read({ $number }, walk) {
    return NUMBERS.get($number as string) ?? walk.refuse('a $number is NaN, Infinity, -Infinity or -0');
  },
};
