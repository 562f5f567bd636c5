import { Buffer } from 'node:buffer';
import { types } from 'node:util';

/** What structured cloning would refuse, or change without a word, and where it stands below the root. */
export interface Uncloneable {
  /** Such as `.orders[3].total`; empty for the root itself. */
  readonly path: string;
  readonly what: string;
}

const CLONED_ERRORS: ReadonlySet<unknown> = new Set([
  'Error',
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
]);
const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** The first part of a value that does not survive structured cloning as it is; `undefined` if all of it does. */
export function findUncloneable(value: unknown, seen: Set<object> = new Set()): Uncloneable | undefined {
  if (typeof value === 'function') return { path: '', what: `the function ${value.name || '(anonymous)'}` };
  if (typeof value === 'symbol') return { path: '', what: 'a symbol' };
  if (typeof value !== 'object' || value === null || seen.has(value)) return undefined;
  seen.add(value);
  if (!isCloneable(value)) return { path: '', what: `an object of ${value.constructor?.name || 'a class'}` };
  if (Object.getOwnPropertySymbols(value).some((symbol) => Object.prototype.propertyIsEnumerable.call(value, symbol))) {
    return { path: '', what: 'a property named by a symbol' };
  }
  if (types.isArrayBufferView(value)) return undefined;
  return findInParts(value, seen);
}

function findInParts(value: object, seen: Set<object>): Uncloneable | undefined {
  if (types.isNativeError(value)) return below('.cause', value.cause, seen);
  if (types.isMap(value)) {
    return findAmong('.keys()', value.keys(), seen) ?? findAmong('.values()', value.values(), seen);
  }
  if (types.isSet(value)) return findAmong('.values()', value.values(), seen);
  const isArray = Array.isArray(value);
  for (const name of Object.keys(value)) {
    const found = findUncloneable((value as Record<string, unknown>)[name], seen);
    if (found) return { path: (isArray ? `[${name}]` : propertyPath(name)) + found.path, what: found.what };
  }
  return undefined;
}

function findAmong(path: string, parts: Iterable<unknown>, seen: Set<object>): Uncloneable | undefined {
  let index = 0;
  for (const part of parts) {
    const found = below(`${path}[${index++}]`, part, seen);
    if (found) return found;
  }
  return undefined;
}

function below(path: string, part: unknown, seen: Set<object>): Uncloneable | undefined {
  const found = findUncloneable(part, seen);
  return found && { path: path + found.path, what: found.what };
}

function propertyPath(name: string): string {
  return IDENTIFIER.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

/**
 * Told by the length of the prototype chain, since a built-in of another realm has other prototypes but as many: one for
 * a plain object, two for a built-in, one more for each class derived from it.
 */
function isCloneable(value: object): boolean {
  if (Buffer.isBuffer(value)) return true;
  const prototypes = prototypesOf(value);
  if (types.isNativeError(value)) return isClonedError(value);
  if (types.isTypedArray(value)) return prototypes === 3;
  if (prototypes <= 1) return !types.isExternal(value);
  return prototypes === 2 && isClonedBuiltIn(value);
}

function isClonedBuiltIn(value: object): boolean {
  return (
    Array.isArray(value) ||
    types.isMap(value) ||
    types.isSet(value) ||
    types.isDate(value) ||
    types.isRegExp(value) ||
    types.isDataView(value) ||
    types.isArrayBuffer(value) ||
    (types.isBoxedPrimitive(value) && !types.isSymbolObject(value))
  );
}

/** The engine knows seven errors by name and keeps their message, stack and cause; other properties it drops. */
function isClonedError(error: Error): boolean {
  const { name } = error;
  return (
    CLONED_ERRORS.has(name) &&
    Object.getPrototypeOf(error)?.constructor?.name === name &&
    Object.keys(error).length === 0
  );
}

function prototypesOf(value: object): number {
  let length = 0;
  for (let prototype = Object.getPrototypeOf(value); prototype !== null; length++) {
    prototype = Object.getPrototypeOf(prototype);
  }
  return length;
}
