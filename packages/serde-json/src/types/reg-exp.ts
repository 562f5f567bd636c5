import { types } from 'node:util';
import type { BuiltInType } from './built-in-type.js';

/** As source and flags; `lastIndex` only where it is not 0. */
export const regExpType: BuiltInType<RegExp> = {
  tag: '$RegExp',
  is: types.isRegExp,
  write({ source, flags, lastIndex }, walk) {
    if (!isIndex(lastIndex)) return walk.refuse('a RegExp whose lastIndex is not a whole number from 0 on');
    return { $RegExp: source, ...(flags !== '' && { flags }), ...(lastIndex !== 0 && { lastIndex }) };
  },
  read({ $RegExp, flags = '', lastIndex = 0 }, walk) {
    if (typeof $RegExp !== 'string' || typeof flags !== 'string' || !isIndex(lastIndex)) {
      return walk.refuse('a $RegExp is a source, flags and a lastIndex');
    }
    const expression = new RegExp($RegExp, flags);
    expression.lastIndex = lastIndex;
    return expression;
  },
};

function isIndex(lastIndex: unknown): lastIndex is number {
  return Number.isSafeInteger(lastIndex) && (lastIndex as number) >= 0;
}
