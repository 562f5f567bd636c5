import { hasNamedMembers } from './named-members.js';

/** Deeper than this the writer takes over, which sees circles; plain data is hardly ever so deep. */
const DEEPEST = 64;
const DOLLAR = 36;

/**
 * Whether `JSON.stringify` carries a value as it is: plain objects and dense arrays of this realm, strings, finite
 * numbers other than -0, booleans and null, and no object whose first key begins with `$`. It may say no to a value
 * that is, never yes to one that is not.
 *
 * This walk is what plain data pays on top of `JSON.stringify`, hence its shape: leaves are told without a call, keys
 * come from `for in`, which the engine serves from the hidden class; inherited keys only make it say no.
 */
export function isPlainJson(value: unknown): boolean {
  return isPlainLeaf(value) || (typeof value === 'object' && isPlainContainer(value as object, 0));
}

function isPlainLeaf(value: unknown): boolean {
  if (typeof value === 'number') return isPlainNumber(value);
  return typeof value === 'string' || value === null || value === true || value === false;
}

/** NaN and the infinities minus themselves are NaN; -0 is the zero whose reciprocal is negative. */
export function isPlainNumber(value: number): boolean {
  return value - value === 0 && (value !== 0 || 1 / value > 0);
}

function isPlainContainer(value: object, depth: number): boolean {
  if (depth > DEEPEST) return false;
  const prototype = Object.getPrototypeOf(value);
  if (prototype === Object.prototype) return isPlainObject(value as Record<string, unknown>, depth);
  return prototype === Array.prototype && Array.isArray(value) && isPlainArray(value, depth);
}

function isPlainObject(value: Readonly<Record<string, unknown>>, depth: number): boolean {
  let first = true;
  for (const key in value) {
    if (first) {
      if (key.charCodeAt(0) === DOLLAR) return false;
      first = false;
    }
    const member = value[key];
    if (isPlainLeaf(member)) continue;
    if (typeof member !== 'object' || !isPlainContainer(member as object, depth + 1)) return false;
  }
  return true;
}

function isPlainArray(value: readonly unknown[], depth: number): boolean {
  for (let index = 0; index < value.length; index++) {
    const member = value[index];
    if (isPlainLeaf(member)) continue;
    if (typeof member !== 'object' || !isPlainContainer(member as object, depth + 1)) return false;
  }
  return !hasNamedMembers(value);
}
