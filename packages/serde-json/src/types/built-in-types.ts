import { irregularArrayType } from './array.js';
import { binaryTypes } from './binary.js';
import { boxedTypes } from './boxed.js';
import type { BuiltInType } from './built-in-type.js';
import { dateType } from './date.js';
import { errorTypes } from './error.js';
import { mapType } from './map.js';
import { dollarObjectType, nullPrototypeType } from './object.js';
import { bigintType, numberType, undefinedType } from './primitives.js';
import { regExpType } from './reg-exp.js';
import { setType } from './set.js';
import { urlSearchParamsType, urlType } from './url.js';

const classes = [
  ...boxedTypes,
  dateType,
  mapType,
  setType,
  regExpType,
  urlType,
  urlSearchParamsType,
  ...binaryTypes,
  ...errorTypes,
];

/** By the name of the class, which is the tag without its `$`. */
export const typesByClass: ReadonlyMap<string, BuiltInType> = new Map(classes.map((type) => [type.tag.slice(1), type]));

export const typesByTag: ReadonlyMap<string, BuiltInType> = new Map(
  [...classes, undefinedType, bigintType, numberType, dollarObjectType, nullPrototypeType, irregularArrayType].map(
    (type) => [type.tag, type],
  ),
);
