import { type PreparedText, prepareText } from './byte-writer.js';

/** More properties than these, or longer names, and the general encoder is as good. */
export const MOST_NAMES = 32;
const LONGEST_LEAD = 64;
const SLOTS = 256;

/** What can be prepared once for all objects that have the same properties in the same order. */
export interface Shape {
  /** In the order of the objects. */
  readonly names: readonly string[];
  /** Where each of them stands in the text. */
  readonly places: readonly number[];
  /** In the order of the text. */
  readonly sorted: readonly string[];
  /** What stands before each value in the text, such as `,"page":`, in the order of the text. */
  readonly leads: readonly PreparedText[];
  /**
   * Tells whether an object has properties named by symbols: sealed with exactly these names, so that `Object.assign`
   * onto it throws for one more. It takes 10 to 20 ns, `Object.getOwnPropertySymbols` 33 ns.
   */
  readonly gauge: Record<string, unknown>;
}

/** Stands where no shape is known yet; no object that is looked up has no properties. */
export const NO_SHAPE: Shape = { names: [], places: [], sorted: [], leads: [], gauge: {} };

/** The names last seen in each slot, and their shape once they were seen again. Two shapes of one slot take turns. */
const seen: (readonly string[] | undefined)[] = new Array(SLOTS).fill(undefined);
const shapes: Shape[] = new Array(SLOTS).fill(NO_SHAPE);

/**
 * The shape of objects with these names; `undefined` while they are seen for the first time, so that objects used as
 * dictionaries cost no preparation, and for names that are not worth it.
 */
export function shapeOf(names: readonly string[]): Shape | undefined {
  const slot = slotOf(names);
  const shape = shapes[slot]!;
  if (isSame(shape.names, names)) return names.length === 0 ? undefined : shape;
  const before = seen[slot];
  if (before === undefined || !isSame(before, names)) {
    seen[slot] = names.length > MOST_NAMES ? undefined : names;
    return undefined;
  }
  if (!isPreparable(names)) return undefined;
  const prepared = prepare(names);
  shapes[slot] = prepared;
  return prepared;
}

/** A shape's gauge holds nothing that could be large once its object is encoded. */
export function releaseShape(shape: Shape): void {
  for (const name of shape.names) shape.gauge[name] = undefined;
}

function slotOf(names: readonly string[]): number {
  let hash = names.length;
  for (const name of names) {
    hash = (hash * 33 + name.length + name.charCodeAt(0) * 3 + name.charCodeAt(name.length - 1) * 5) | 0;
  }
  return (hash ^ (hash >> 8)) & (SLOTS - 1);
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  if (some.length !== others.length) return false;
  for (let index = 0; index < some.length; index++) if (some[index] !== others[index]) return false;
  return true;
}

/** Objects whose names are indices may be `arguments`, which only the general encoder tells apart. */
function isPreparable(names: readonly string[]): boolean {
  return !/^\d/.test(names[0]!) && names.every((name) => name.length < LONGEST_LEAD && /^[\x20-\x7e]*$/.test(name));
}

function prepare(names: readonly string[]): Shape {
  const sorted = names.toSorted();
  return {
    names,
    places: names.map((name) => sorted.indexOf(name)),
    sorted,
    leads: sorted.map((name, index) => prepareText(`${index === 0 ? '{' : ','}${JSON.stringify(name)}:`)),
    gauge: Object.seal(Object.fromEntries(names.map((name) => [name, undefined]))),
  };
}
