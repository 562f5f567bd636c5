/** Deeper than this the writer takes over, which sees circles; plain data is hardly ever so deep. */
const DEEPEST = 64;
/** From so many objects on, counting them adds less than a tenth to writing them. */
const SHORT = 16;

/**
 * Whether `JSON.stringify` carries a value as it is: plain objects and arrays of this realm, strings, finite numbers
 * other than -0, booleans and null. It may say no to a value that is, never yes to one that is not.
 *
 * This walk is what plain data pays on top of `JSON.stringify`, hence its shape: keys come from `for in`, which the
 * engine serves from the hidden class (an inherited one can only make it say no), the commonest leaves are told without
 * a call, and numbers in a row have a loop of their own, twice as fast as the one for all.
 */
export function isPlainJson(value: unknown): boolean {
  return isPlainLeaf(value) || (typeof value === 'object' && isPlainContainer(value as object, 0));
}

/** NaN and the infinities minus themselves are NaN; -0 is the zero whose reciprocal is negative. */
export function isPlainNumber(value: number): boolean {
  return value - value === 0 && (value !== 0 || 1 / value > 0);
}

function isPlainLeaf(value: unknown): boolean {
  if (typeof value === 'number') return isPlainNumber(value);
  return typeof value === 'string' || value === null || value === true || value === false;
}

function isPlainContainer(value: object, depth: number): boolean {
  if (depth > DEEPEST) return false;
  const prototype = Object.getPrototypeOf(value);
  if (prototype === Object.prototype) return isPlainObject(value as Record<string, unknown>, depth);
  return prototype === Array.prototype && Array.isArray(value) && isPlainArray(value, depth);
}

function isPlainObject(value: Readonly<Record<string, unknown>>, depth: number): boolean {
  for (const key in value) {
    const member = value[key];
    if (typeof member === 'number' ? isPlainNumber(member) : typeof member === 'string' || isPlainLeaf(member))
      continue;
    if (typeof member !== 'object' || !isPlainContainer(member as object, depth + 1)) return false;
  }
  return true;
}

/**
 * Properties besides the elements make an array other than plain. Counting what it owns finds them but costs 0.1 µs, as
 * much as a short list altogether. So a short list inside, and one of texts and numbers, is asked for `index` only, which
 * the result of `match` has; another name on such a list is the one thing that gets lost without a word.
 */
function isPlainArray(value: readonly unknown[], depth: number): boolean {
  let onlyLeaves = true;
  for (let index = numbersIn(value); index < value.length; index++) {
    const member = value[index];
    if (isPlainLeaf(member)) continue;
    if (typeof member !== 'object' || !isPlainContainer(member as object, depth + 1)) return false;
    onlyLeaves = false;
  }
  if (onlyLeaves || (depth > 0 && value.length < SHORT)) return !('index' in value);
  return Object.values(value).length === value.length;
}

/** How many plain numbers a list begins with. */
function numbersIn(value: readonly unknown[]): number {
  let index = 0;
  for (; index < value.length; index++) {
    const member = value[index];
    if (typeof member !== 'number' || !isPlainNumber(member)) break;
  }
  return index;
}
