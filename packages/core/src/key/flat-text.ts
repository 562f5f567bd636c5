import { Buffer } from 'node:buffer';
import { numberText } from './primitive-text.js';
import { NO_SHAPE, release, type Shape, shapeOf } from './shape.js';

/** Longer texts are left to the general encoder; so are deeper ones, circular ones among them. */
const LONGEST = 1024;
const DEEPEST = 8;
const GIVEN_UP = LONGEST + 1;

const bytes = Buffer.alloc(LONGEST);
/** The shape last met at each depth: the same call site mostly brings the same. */
const recent: Shape[] = new Array(DEEPEST).fill(NO_SHAPE);
let runs = 0;

/**
 * The same text as `argumentText`, for small plain arguments, in a third of the time; `undefined` for what needs the
 * general encoder.
 *
 * It writes bytes and makes one string of them in the end. A text put together from a dozen strings is a tree of them,
 * which a Map has to flatten before it can look it up: as much again as making it.
 */
export function flatText(args: readonly unknown[], count: number): string | undefined {
  const run = ++runs;
  let end = GIVEN_UP;
  try {
    end = writeArguments(args, count);
  } catch {
    // A getter or a Proxy threw, or a property is named by a symbol: the general encoder meets it again and says where.
  }
  // A getter that calls a memoized function has written over these bytes.
  if (end <= LONGEST && run === runs) return bytes.toString('latin1', 0, end);
  recent.forEach(release);
  return undefined;
}

function writeArguments(args: readonly unknown[], count: number): number {
  bytes[0] = 0x28; // (
  let at = 1;
  for (let index = 0; index < count; index++) {
    if (index > 0) bytes[at++] = 0x2c; // ,
    at = writeValue(args[index], at, 0);
    if (at >= LONGEST) return GIVEN_UP;
  }
  bytes[at] = 0x29; // )
  return at + 1;
}

function writeValue(value: unknown, at: number, depth: number): number {
  switch (typeof value) {
    case 'string':
      return writeString(value, at);
    case 'number':
      return writeNumber(value, at);
    case 'boolean':
      return writeAscii(value ? 'true' : 'false', at);
    case 'undefined':
      return writeAscii('undefined', at);
    case 'object':
      return value === null ? writeAscii('null', at) : writeObject(value, at, depth);
    default:
      return GIVEN_UP;
  }
}

function writeObject(object: object, at: number, depth: number): number {
  if (depth === DEEPEST) return GIVEN_UP;
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype) {
    return prototype === Array.prototype ? writeArray(object, at, depth) : GIVEN_UP;
  }
  let shape = recent[depth]!;
  if (!hasShape(object, shape)) {
    const found = shapeOf(Object.keys(object));
    if (found === undefined) return GIVEN_UP;
    shape = recent[depth] = found;
  }
  return writeProperties(object as Record<string, unknown>, shape, at, depth);
}

/** `for in` reads the names without making a list of them. */
function hasShape(object: object, { names }: Shape): boolean {
  let count = 0;
  for (const name in object) if (name !== names[count++]) return false;
  return count === names.length && count > 0;
}

function writeProperties(object: Record<string, unknown>, shape: Shape, start: number, depth: number): number {
  const { sorted, leads, gauge } = shape;
  Object.assign(gauge, object);
  let at = start;
  for (let index = 0; index < sorted.length; index++) {
    const name = sorted[index]!;
    const value = object[name];
    at = writeBytes(leads[index]!, at);
    if (typeof value === 'number') {
      at = writeNumber(value, at);
    } else {
      gauge[name] = undefined;
      at = writeValue(value, at, depth + 1);
    }
    if (at >= LONGEST) return GIVEN_UP;
  }
  bytes[at] = 0x7d; // }
  return at + 1;
}

function writeArray(array: object, start: number, depth: number): number {
  if (!Array.isArray(array) || !isDense(array) || Object.getOwnPropertySymbols(array).length > 0) return GIVEN_UP;
  bytes[start] = 0x5b; // [
  let at = start + 1;
  for (let index = 0; index < array.length; index++) {
    if (index > 0) bytes[at++] = 0x2c; // ,
    at = writeValue(array[index], at, depth + 1);
    if (at >= LONGEST) return GIVEN_UP;
  }
  bytes[at] = 0x5d; // ]
  return at + 1;
}

/** Neither holes nor properties put onto it. */
function isDense(array: readonly unknown[]): boolean {
  const { length } = array;
  if (length > LONGEST) return false;
  const names = Object.keys(array);
  return names.length === length && (length === 0 || names[length - 1] === `${length - 1}`);
}

/** Gives up on what would not be one byte per character, or needs an escape. */
function writeString(text: string, start: number): number {
  const { length } = text;
  if (start + length + 2 > LONGEST) return GIVEN_UP;
  let at = start;
  bytes[at++] = 0x22; // "
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x23 ? code !== 0x20 && code !== 0x21 : code === 0x5c || code > 0xff) return GIVEN_UP;
    bytes[at++] = code;
  }
  bytes[at++] = 0x22; // "
  return at;
}

function writeNumber(value: number, at: number): number {
  if ((value | 0) !== value || value < 0 || value >= 1_000_000 || Object.is(value, -0)) {
    return writeAscii(numberText(value), at);
  }
  let rest = value;
  const end = at + (rest < 10 ? 1 : rest < 100 ? 2 : rest < 1_000 ? 3 : rest < 10_000 ? 4 : rest < 100_000 ? 5 : 6);
  if (end > LONGEST) return GIVEN_UP;
  for (let place = end - 1; place >= at; place--) {
    const tenth = (rest / 10) | 0;
    bytes[place] = 0x30 + rest - tenth * 10;
    rest = tenth;
  }
  return end;
}

function writeAscii(text: string, at: number): number {
  if (at + text.length > LONGEST) return GIVEN_UP;
  for (let index = 0; index < text.length; index++) bytes[at + index] = text.charCodeAt(index);
  return at + text.length;
}

function writeBytes(source: Uint8Array, at: number): number {
  if (at + source.length > LONGEST) return GIVEN_UP;
  for (let index = 0; index < source.length; index++) bytes[at + index] = source[index]!;
  return at + source.length;
}
