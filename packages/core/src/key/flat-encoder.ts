import { types } from 'node:util';
import { ByteWriter } from './byte-writer.js';
import { dateText } from './date-text.js';
import { MOST_NAMES, NO_SHAPE, releaseShape, type Shape, shapeOf } from './shape.js';

/** In bytes. Longer texts are left to the general encoder, which is as good there. */
const LONGEST = 1024;
const GIVEN_UP = LONGEST + 1;
/** Deeper arguments are left to the general encoder, circular ones among them. */
const DEEPEST = 8;
/** V8 copies strings up to this length; a longer one may be a slice that keeps a whole document alive. */
const LONGEST_COPIED = 12;

const writer = new ByteWriter(LONGEST);
/** The values of the object under way at each depth, in the order of the text. */
const values: unknown[][] = Array.from({ length: DEEPEST }, () => new Array(MOST_NAMES).fill(undefined));
let runs = 0;

/**
 * Gives the same text as `argumentText`, for small plain arguments and several times faster.
 *
 * It writes bytes and makes one string of them in the end. A text put together from a dozen strings is a tree of them,
 * which a Map has to flatten before it can look it up: as much again as making it.
 */
export class FlatEncoder {
  /** The shapes last met, by depth: mostly the next call of a function brings the same. */
  private readonly recent: Shape[] = new Array(DEEPEST).fill(NO_SHAPE);

  /** @returns `undefined` for what needs the general encoder; a getter may have been called more than once */
  encode(args: readonly unknown[], count: number): string | undefined {
    const run = ++runs;
    let end = GIVEN_UP;
    try {
      end = this.arguments(args, count);
    } catch {
      // A getter or a Proxy threw, or a property is named by a symbol: the general encoder meets it again and says where.
    }
    // A getter that calls a memoized function has written over these bytes.
    if (end <= LONGEST && run === runs) return writer.take(end);
    this.forgetValues();
    return undefined;
  }

  private arguments(args: readonly unknown[], count: number): number {
    let at = writer.byte(0x28, 0); // (
    for (let index = 0; index < count; index++) {
      if (index > 0) at = writer.byte(0x2c, at); // ,
      at = this.value(args[index], at, 0);
      if (at >= LONGEST) return GIVEN_UP;
    }
    return writer.byte(0x29, at); // )
  }

  private value(value: unknown, at: number, depth: number): number {
    switch (typeof value) {
      case 'string':
        return writer.string(value, at);
      case 'number':
        return writer.number(value, at);
      case 'boolean':
        return writer.ascii(value ? 'true' : 'false', at);
      case 'undefined':
        return writer.ascii('undefined', at);
      case 'object':
        return value === null ? writer.ascii('null', at) : this.object(value, at, depth);
      default:
        return GIVEN_UP;
    }
  }

  private object(object: object, at: number, depth: number): number {
    if (depth === DEEPEST) return GIVEN_UP;
    const prototype: unknown = Object.getPrototypeOf(object);
    if (prototype !== Object.prototype) return this.builtin(object, prototype, at, depth);
    const read = values[depth]!;
    let shape = this.recent[depth]!;
    if (!readValues(object as Record<string, unknown>, shape, read)) {
      const found = shapeOf(Object.keys(object));
      if (found === undefined || !readValues(object as Record<string, unknown>, found, read)) return GIVEN_UP;
      shape = found;
      this.recent[depth] = found;
    }
    return this.properties(object, shape, at, depth);
  }

  private properties(object: object, { sorted, leads, gauge }: Shape, start: number, depth: number): number {
    const read = values[depth]!;
    Object.assign(gauge, object);
    let at = start;
    for (let index = 0; index < leads.length; index++) {
      const value = read[index];
      at = writer.prepared(leads[index]!, at);
      if (typeof value === 'number') {
        at = writer.number(value, at);
      } else {
        read[index] = undefined;
        if (typeof value !== 'string' || value.length > LONGEST_COPIED) gauge[sorted[index]!] = undefined;
        at = this.value(value, at, depth + 1);
      }
      if (at >= LONGEST) return GIVEN_UP;
    }
    return writer.byte(0x7d, at); // }
  }

  private builtin(object: object, prototype: unknown, at: number, depth: number): number {
    if (prototype === Array.prototype) return this.array(object, at, depth);
    if (prototype !== Date.prototype || !types.isDate(object) || Reflect.ownKeys(object).length > 0) return GIVEN_UP;
    return writer.ascii(dateText(object), at);
  }

  private array(array: object, start: number, depth: number): number {
    if (!Array.isArray(array) || !isDense(array) || Object.getOwnPropertySymbols(array).length > 0) return GIVEN_UP;
    let at = writer.byte(0x5b, start); // [
    for (let index = 0; index < array.length; index++) {
      if (index > 0) at = writer.byte(0x2c, at); // ,
      at = this.value(array[index], at, depth + 1);
      if (at >= LONGEST) return GIVEN_UP;
    }
    return writer.byte(0x5d, at); // ]
  }

  /** After giving up midway: an argument must not live on because it once was one. */
  private forgetValues(): void {
    this.recent.forEach(releaseShape);
    for (const read of values) read.fill(undefined);
  }
}

/**
 * Takes the values out of an object that has the shape, and none of one that has not. `for in` makes no list of the
 * names, and reads a value faster than anything.
 */
function readValues(object: Record<string, unknown>, { names, places }: Shape, into: unknown[]): boolean {
  let count = 0;
  let isSame = true;
  for (const name in object) {
    isSame = name === names[count];
    if (!isSame) break;
    into[places[count++]!] = object[name];
  }
  if (isSame && count === names.length && count > 0) return true;
  while (count > 0) into[places[--count]!] = undefined;
  return false;
}

/** Neither holes nor properties put onto it. */
function isDense(array: readonly unknown[]): boolean {
  const { length } = array;
  if (length > LONGEST) return false;
  const names = Object.keys(array);
  return names.length === length && (length === 0 || names[length - 1] === `${length - 1}`);
}
