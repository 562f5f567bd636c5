import { types } from 'node:util';

/** What V8 spends on each, on a 64-bit machine without pointer compression, rounded to what growth leaves unused. */
const WORD = 8;
const STRING = 16;
const BOXED_NUMBER = 16;
const OBJECT = 3 * WORD;
const ARRAY = 4 * WORD;
const BUFFER = 12 * WORD;
const COLLECTION = 8 * WORD;
const MAP_SLOT = 5 * WORD;
const SET_SLOT = 4 * WORD;
/** Functions, symbols, promises, weak collections: what they hold on to is not theirs. */
const OPAQUE = 8 * WORD;

/**
 * About how many bytes of memory a value takes, everything it refers to included, each object once. Never throws: what
 * cannot be looked into counts as one object.
 *
 * @param ceiling stops counting once this is exceeded
 */
export function byteSizeOf(value: unknown, ceiling = Number.POSITIVE_INFINITY): number {
  if (typeof value === 'string') return sizeOfString(value);
  const open: unknown[] = [value];
  const seen = new Set<object>();
  let bytes = 0;
  while (open.length > 0 && bytes <= ceiling) {
    const next = open.pop();
    if (typeof next === 'object' && next !== null) {
      if (!seen.has(next)) {
        seen.add(next);
        bytes += sizeOfObject(next, open);
      }
    } else bytes += sizeOfPrimitive(next);
  }
  return bytes;
}

/** One byte per character as long as all are ASCII, else two: so V8 keeps them, but for the rest of Latin-1. */
function sizeOfString(text: string): number {
  const characters = text.length;
  return STRING + (Buffer.byteLength(text) === characters ? characters : 2 * characters);
}

function sizeOfPrimitive(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return sizeOfString(value);
    case 'number':
      return (value | 0) === value ? 0 : BOXED_NUMBER;
    case 'bigint':
      return 2 * WORD + Math.ceil(value.toString(16).length / 2);
    case 'function':
    case 'symbol':
      return OPAQUE;
    default:
      return 0;
  }
}

/** The object alone; what it refers to is added to `open`. */
function sizeOfObject(object: object, open: unknown[]): number {
  try {
    if (Array.isArray(object)) return sizeOfArray(object, open);
    if (ArrayBuffer.isView(object) || types.isAnyArrayBuffer(object)) return BUFFER + object.byteLength;
    return sizeOfProperties(object, open) + sizeOfInside(object, open);
  } catch {
    // A proxy or a getter that throws. The value is the caller's; that it cannot be measured is no reason to fail.
    return OPAQUE;
  }
}

/** An array of numbers with fractions keeps them unboxed. */
function sizeOfArray(array: readonly unknown[], open: unknown[]): number {
  for (const element of array) if (typeof element !== 'number') open.push(element);
  return ARRAY + WORD * array.length;
}

function sizeOfProperties(object: object, open: unknown[]): number {
  const values = Object.values(object);
  for (const value of values) open.push(value);
  return OBJECT + WORD * values.length;
}

/** What is in an object besides its properties. */
function sizeOfInside(object: object, open: unknown[]): number {
  if (types.isMap(object)) {
    for (const [key, value] of object) open.push(key, value);
    return COLLECTION + MAP_SLOT * object.size;
  }
  if (types.isSet(object)) {
    for (const member of object) open.push(member);
    return COLLECTION + SET_SLOT * object.size;
  }
  if (types.isNativeError(object)) return OPAQUE + sizeOfString(String(object.message));
  if (types.isRegExp(object)) return OPAQUE + sizeOfString(object.source);
  return types.isDate(object) ? OPAQUE : 0;
}
