import { arrayText } from './array-text.js';
import { builtinText } from './builtin-text.js';
import { instanceText } from './instance-text.js';
import { numberText, stringText } from './primitive-text.js';
import { propertiesText, refuseSymbolNames } from './properties-text.js';
import { Refusal } from './refusal.js';
import { enter, type Trail } from './trail.js';

/**
 * The text of a list of arguments, such as `(1,"a",{"page":2})`.
 *
 * Collisions are ruled out by the grammar: a value's text tells by its first character what it is and by itself where it
 * ends, so a text can be read back in one way only. Strings stand in quotes; `{` and `[` open plain objects and arrays; a
 * name and a parenthesis open a built-in object, `@` and a name an instance that has `toJSON`; the rest are numbers and
 * the few words `true`, `false`, `null`, `undefined`, `NaN`, `Infinity` and `hole`.
 *
 * What counts as equal: numbers by `Object.is`; objects by what they hold, plain ones whatever the order of their
 * properties and with or without a prototype, Map and Set whatever the order of insertion. A property that is
 * `undefined` is not a missing one, nor a missing element.
 *
 * @param count how many arguments to take
 * @param root what the path in an error begins with
 * @throws {UnkeyableArgumentError} if one of them has no stable text
 */
export function argumentText(args: readonly unknown[], count: number, root: string): string {
  let text = '(';
  let index = 0;
  try {
    for (; index < count; index++) text += (index === 0 ? '' : ',') + valueText(args[index], undefined);
  } catch (error) {
    throw Refusal.of(error).at(index).toError(root);
  }
  return `${text})`;
}

function valueText(value: unknown, trail: Trail | undefined): string {
  switch (typeof value) {
    case 'string':
      return stringText(value);
    case 'number':
      return numberText(value);
    case 'bigint':
      return `${value}n`;
    case 'boolean':
    case 'undefined':
      return `${value}`;
    case 'object':
      return value === null ? 'null' : objectText(value, enter(value, trail));
    case 'symbol':
      throw new Refusal(`the symbol ${String(value)}`);
    case 'function':
      throw new Refusal(value.name === '' ? 'a function' : `the function ${value.name}`);
  }
}

function objectText(value: object, trail: Trail): string {
  const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
  if (Array.isArray(value) && isArrayPrototype(Object.getPrototypeOf(value))) {
    refuseSymbolNames(value);
    return arrayText(value, trail, valueText);
  }
  if (tag === 'Object' && isPlain(value)) {
    refuseSymbolNames(value);
    return propertiesText(value, Object.keys(value), trail, valueText);
  }
  return builtinText(value, tag, trail, valueText) ?? instanceText(value, tag, trail, valueText);
}

/** `Array.prototype` of any realm is an array itself, and that of a subclass is none. */
function isArrayPrototype(prototype: unknown): boolean {
  return prototype === Array.prototype || (Array.isArray(prototype) && isRoot(Object.getPrototypeOf(prototype)));
}

/** Written in braces, or without a prototype; one that brings its own `toJSON` is left to that. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && !isRoot(prototype)) return false;
  return !Object.hasOwn(value, 'toJSON') || typeof (value as { readonly toJSON?: unknown }).toJSON !== 'function';
}

/** `Object.prototype` of any realm, and not an object without a prototype from which others inherit. */
function isRoot(prototype: unknown): boolean {
  return (
    prototype === Object.prototype ||
    (prototype !== null &&
      Object.getPrototypeOf(prototype) === null &&
      Object.hasOwn(prototype as object, 'isPrototypeOf'))
  );
}
