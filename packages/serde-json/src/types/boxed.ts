import { types } from 'node:util';
import type { BuiltInType } from './built-in-type.js';

/** `new Number(1)` and its like: rare, and never meant, but a hit is what a miss was. */
function boxedType(name: string, is: (value: unknown) => boolean, primitive: string): BuiltInType<object> {
  const tag = `$${name}`;
  return {
    tag,
    is: is as BuiltInType<object>['is'],
    write: (value, walk) => ({ [tag]: walk.at('valueOf()', value.valueOf()) }),
    read(tagged, walk) {
      const inside = walk.at('valueOf()', tagged[tag]);
      return typeof inside === primitive ? Object(inside) : walk.refuse(`a ${tag} holds a ${primitive}`);
    },
  };
}

export const boxedTypes: readonly BuiltInType[] = [
  boxedType('Number', types.isNumberObject, 'number'),
  boxedType('String', types.isStringObject, 'string'),
  boxedType('Boolean', types.isBooleanObject, 'boolean'),
  boxedType('BigInt', types.isBigIntObject, 'bigint'),
];
