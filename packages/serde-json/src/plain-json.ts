/** Deeper than this the writer takes over, which sees circles; plain data is hardly ever so deep. */
const DEEPEST = 64;
/** From so many objects on, counting them adds less than a tenth to writing them. */
const SHORT = 16;

/**
 * Whether `JSON.stringify` carries a value as it is: plain objects and arrays of this realm, strings, finite numbers
 * other than -0, booleans and null. It may say no to a value that is, never yes to one that is not (but for what
 * `hasIndex` says).
 *
 * This walk is what plain data pays on top of `JSON.stringify`, and the budget of a small object is 50 ns, hence its
 * shape. Keys come from `for in`, which the engine serves from the hidden class (an inherited one can only make it say
 * no). Short arrays are walked where objects are, and leaves are told in the two loops over members, as each call that
 * the engine does not inline shows. `!== true` asks for one comparison, `!` for the truth of any value.
 */
export function isPlainJson(value: unknown): boolean {
  return typeof value === 'object' && value !== null ? isPlainContainer(value, 0) : isPlainLeaf(value);
}

/** NaN and the infinities minus themselves are NaN. */
export function isPlainNumber(value: number): boolean {
  return value - value === 0 && !Object.is(value, -0);
}

function isPlainLeaf(value: unknown): boolean {
  if (typeof value === 'string') return true;
  if (typeof value === 'number') return isPlainNumber(value);
  return value === null || typeof value === 'boolean';
}

function isPlainContainer(value: object, depth: number): boolean {
  if (depth > DEEPEST) return false;
  if (Array.isArray(value)) {
    const { length } = value; // once the length is known, so is the kind of array, and its prototype costs nothing
    if (Object.getPrototypeOf(value) !== Array.prototype) return false;
    if (length >= SHORT || depth === 0) return isPlainList(value, depth);
    if (hasIndex(value)) return false;
    for (let index = 0; index < length; index++) {
      const member = value[index];
      if (typeof member === 'string' || isPlainLeaf(member)) continue;
      if (typeof member !== 'object' || isPlainContainer(member, depth + 1) !== true) return false;
    }
    return true;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  for (const key in value) {
    const member = (value as Record<string, unknown>)[key];
    if (typeof member === 'string') continue;
    if (typeof member === 'number') {
      if (isPlainNumber(member)) continue;
      return false;
    }
    if (typeof member === 'object') {
      if (member === null || isPlainContainer(member, depth + 1) === true) continue;
      return false;
    }
    if (typeof member !== 'boolean') return false;
  }
  return true;
}

/** One that is the value itself, or has many elements. */
function isPlainList(value: readonly unknown[], depth: number): boolean {
  let hasObjects = false;
  for (let index = numbersIn(value); index < value.length; index++) {
    const element = value[index];
    if (isPlainLeaf(element)) continue;
    if (typeof element !== 'object' || isPlainContainer(element as object, depth + 1) !== true) return false;
    hasObjects = true;
  }
  return hasObjects ? Object.values(value).length === value.length : !hasIndex(value);
}

/**
 * Properties besides the elements make an array other than plain. Counting what it owns finds them but costs 0.1 µs, as
 * much as a short list altogether. So a short list inside, and one of texts and numbers, is asked for `index` only, which
 * the result of `match` has; another name on such a list is the other thing that gets lost without a word.
 */
function hasIndex(value: readonly unknown[]): boolean {
  return (value as { readonly index?: unknown }).index !== undefined;
}

/** How many plain numbers a list begins with: in a loop of their own they cost half. */
function numbersIn(value: readonly unknown[]): number {
  let index = 0;
  for (; index < value.length; index++) {
    const member = value[index];
    if (typeof member !== 'number' || !isPlainNumber(member)) break;
  }
  return index;
}
