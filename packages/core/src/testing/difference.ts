import { Buffer } from 'node:buffer';
import { types } from 'node:util';

/**
 * Says where two values differ in type or content, such as `$.at: Date, not String`; `undefined` if nowhere. A runner may
 * give its tests a realm of their own, so types are told by what an object is, never by identity of its prototype.
 */
export function differenceBetween(actual: unknown, expected: unknown): string | undefined {
  const seen = new Map<object, unknown>();
  // A list instead of recursion: values can be nested deeper than the stack is.
  const open: Pair[] = [['$', actual, expected]];
  for (let pair = open.pop(); pair; pair = open.pop()) {
    const difference = compare(pair, seen, open);
    if (difference) return `${pair[0]}: ${difference}`;
  }
  return undefined;
}

type Pair = readonly [path: string, actual: unknown, expected: unknown];

function compare([path, actual, expected]: Pair, seen: Map<object, unknown>, open: Pair[]): string | undefined {
  if (!isObject(actual) || !isObject(expected)) {
    return Object.is(actual, expected) ? undefined : `${show(actual)}, not ${show(expected)}`;
  }
  if (kindOf(actual) !== kindOf(expected)) return `${kindOf(actual)}, not ${kindOf(expected)}`;
  if (seen.has(actual)) return seen.get(actual) === expected ? undefined : 'refers to another object';
  seen.set(actual, expected);
  const [own, wanted] = [partsOf(actual), partsOf(expected)];
  const [ownNames, wantedNames] = [own, wanted].map((parts) => parts.map(([name]) => name).join(', '));
  if (ownNames !== wantedNames) return `has [${ownNames}], not [${wantedNames}]`;
  for (const [index, [name, part]] of own.entries()) open.push([`${path}.${name}`, part, wanted[index]![1]]);
  return undefined;
}

type Part = readonly [name: string, part: unknown];

/** What an object consists of, in order. */
function partsOf(value: object): readonly Part[] {
  const own: Part[] = types.isTypedArray(value) ? [] : Object.keys(value).map((name) => [name, read(value, name)]);
  if (types.isDate(value)) own.push(['time', value.getTime()]);
  else if (types.isRegExp(value)) own.push(['text', String(value)]);
  else if (types.isBoxedPrimitive(value)) own.push(['primitive', value.valueOf()]);
  else if (types.isAnyArrayBuffer(value)) own.push(['bytes', hex(new Uint8Array(value))]);
  else if (types.isArrayBufferView(value)) own.push(['bytes', hex(value)]);
  else if (types.isMap(value)) own.push(...[...value].flat().map((part, index): Part => [`entries()[${index}]`, part]));
  else if (types.isSet(value)) own.push(...[...value].map((part, index): Part => [`values()[${index}]`, part]));
  else if (types.isNativeError(value)) own.push(...errorParts(value));
  else if (Array.isArray(value)) own.push(['length', value.length]);
  else if (kindOf(value) === 'URL') own.push(['href', String(value)]);
  return own;
}

function errorParts(error: Error): readonly Part[] {
  const parts: Part[] = [
    ['name', error.name],
    ['message', error.message],
  ];
  // As an own property it may be enumerable; then it is among the parts already.
  if ('cause' in error && !Object.keys(error).includes('cause')) parts.push(['cause', error.cause]);
  return parts.filter(([name]) => !Object.keys(error).includes(name));
}

/** The name of its class, such as `Map`, `Buffer`, `Object`; `Error` for any error, whose own name is a part. */
function kindOf(value: object): string {
  return types.isNativeError(value) ? 'Error' : classOf(value);
}

function classOf(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null) return 'Object';
  const made = (prototype as { readonly constructor?: unknown }).constructor;
  return typeof made === 'function' ? made.name : 'Object';
}

function read(value: object, name: string): unknown {
  return (value as { readonly [name: string]: unknown })[name];
}

function hex(bytes: NodeJS.ArrayBufferView): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function show(value: unknown): string {
  if (isObject(value)) return kindOf(value);
  if (typeof value === 'string')
    return value.length > 60 ? `${JSON.stringify(value.slice(0, 60))}...` : JSON.stringify(value);
  return Object.is(value, -0) ? '-0' : String(value);
}
