import { Buffer } from 'node:buffer';
import { URL, URLSearchParams } from 'node:url';
import { types } from 'node:util';
import { arrayBufferText, dataViewText, typedArrayText } from './binary-text.js';
import { mapText, setText } from './collection-text.js';
import { dateText } from './date-text.js';
import { errorText } from './error-text.js';
import { numberText, stringText } from './primitive-text.js';
import { addedPropertiesText, refuseSymbolNames } from './properties-text.js';
import type { Encode, Trail } from './trail.js';

/** One kind of built-in object, also of another realm: how it is told, and its text. */
interface Builtin {
  /** Never true of a subclass: what that adds is for its `toJSON` to say. */
  is(value: object): boolean;
  text(value: any, trail: Trail, encode: Encode): string;
  /** Its own enumerable properties that are part of its text already. */
  readonly ownNames?: 'elements' | 'all' | undefined;
}

const typedArray: Builtin = {
  is: (value) => types.isTypedArray(value) && isTypedArrayItself(value),
  text: typedArrayText,
  ownNames: 'all',
};

/** By what `Object.prototype.toString` says; since anybody can make it say that, each is asked again. */
const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['Date', { is: (value) => types.isDate(value) && isItself(value), text: dateText }],
  ['RegExp', { is: (value) => types.isRegExp(value) && isItself(value), text: regExpText }],
  ['Map', { is: (value) => types.isMap(value) && isItself(value), text: mapText }],
  ['Set', { is: (value) => types.isSet(value) && isItself(value), text: setText }],
  ['Error', { is: isErrorWithoutToJson, text: errorText, ownNames: 'all' }],
  ['URL', { is: (value) => isOf(value, URL), text: (value: URL) => `URL(${stringText(value.href)})` }],
  ['URLSearchParams', { is: (value) => isOf(value, URLSearchParams), text: searchText }],
  ['ArrayBuffer', { is: (value) => types.isArrayBuffer(value) && isItself(value), text: arrayBufferText }],
  ['DataView', { is: (value) => types.isDataView(value) && isItself(value), text: dataViewText }],
  ['Number', { is: (value) => types.isNumberObject(value) && isItself(value), text: boxedNumberText }],
  [
    'String',
    { is: (value) => types.isStringObject(value) && isItself(value), text: boxedStringText, ownNames: 'elements' },
  ],
  ['Boolean', { is: (value) => types.isBooleanObject(value) && isItself(value), text: boxedBooleanText }],
  ['BigInt', { is: (value) => types.isBigIntObject(value) && isItself(value), text: boxedBigIntText }],
  ...typedArrayNames().map((name): [string, Builtin] => [name, typedArray]),
]);

/** @returns `undefined` for what is no built-in object with a text */
export function builtinText(value: object, tag: string, trail: Trail, encode: Encode): string | undefined {
  const builtin = BUILTINS.get(tag);
  if (builtin === undefined || !builtin.is(value)) return undefined;
  refuseSymbolNames(value);
  const text = builtin.text(value, trail, encode);
  return builtin.ownNames === 'all' ? text : text + addedPropertiesText(value, added(value, builtin), trail, encode);
}

function added(value: object, builtin: Builtin): string[] {
  const names = Object.keys(value);
  return builtin.ownNames === 'elements' ? names.slice((value as String).length) : names;
}

/** `lastIndex` is where a search stands, not what is sought. */
function regExpText(pattern: RegExp): string {
  return `RegExp(${stringText(pattern.source)},${stringText(pattern.flags)})`;
}

/** The order counts, as it does in a query. */
function searchText(search: URLSearchParams): string {
  return `URLSearchParams(${stringText(search.toString())})`;
}

function boxedNumberText(value: Number): string {
  return `Number(${numberText(Number.prototype.valueOf.call(value))})`;
}

function boxedStringText(value: String): string {
  return `String(${stringText(String.prototype.valueOf.call(value))})`;
}

function boxedBooleanText(value: Boolean): string {
  return `Boolean(${Boolean.prototype.valueOf.call(value)})`;
}

function boxedBigIntText(value: BigInt): string {
  return `BigInt(${BigInt.prototype.valueOf.call(value)}n)`;
}

/** Whether no class of somebody's stands between a value and the built-in one: value, X.prototype, Object.prototype. */
function isItself(value: object): boolean {
  const root: unknown = Object.getPrototypeOf(Object.getPrototypeOf(value));
  return root !== null && Object.getPrototypeOf(root) === null;
}

/** As `isItself`; here a prototype shared by all typed arrays stands between. */
function isTypedArrayItself(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Buffer.prototype || (prototype !== null && isItself(prototype as object));
}

/** Node's own classes, which all realms of a process share. */
function isOf(value: object, builtin: { readonly prototype: object }): boolean {
  return Object.getPrototypeOf(value) === builtin.prototype;
}

/** Subclasses too: a class of one's own is how errors are told apart, and its name is part of the text. */
function isErrorWithoutToJson(value: object): boolean {
  return types.isNativeError(value) && typeof (value as { readonly toJSON?: unknown }).toJSON !== 'function';
}

function typedArrayNames(): string[] {
  const integers = ['Int8', 'Uint8', 'Uint8Clamped', 'Int16', 'Uint16', 'Int32', 'Uint32', 'BigInt64', 'BigUint64'];
  return [...integers, 'Float16', 'Float32', 'Float64'].map((kind) => `${kind}Array`);
}
