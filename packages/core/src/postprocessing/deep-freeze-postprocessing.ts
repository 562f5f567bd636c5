import { types } from 'node:util';
import type { Postprocessing } from './postprocessing.js';

/** What was frozen to the bottom, by any instance; a value that is served again is only looked up here. */
const frozen = new WeakSet<object>();

/**
 * All callers share the stored value, frozen in place at its first way out: a write to it throws in strict code. Costs a
 * walk once per value and a look-up per hit after that.
 *
 * Frozen are the own properties of plain objects, arrays, errors and instances of classes, and of all that hangs on them,
 * getters uncalled; also the keys and values inside Map and Set. What JavaScript cannot freeze stays open: `set`, `add`,
 * `delete` and `clear` of Map and Set, the setters of Date and URL, private fields, the bytes of typed arrays, DataViews
 * and buffers. Functions, prototypes and regular expressions (whose searches write `lastIndex`) are left alone.
 */
export class DeepFreezePostprocessing implements Postprocessing {
  apply(value: any): any {
    if (isFreezable(value)) freezeDeeply(value);
    return value;
  }
}

/** Without recursion, so that a long chain does not overflow the stack. Marked only once all is done: a Proxy may throw. */
function freezeDeeply(root: object): void {
  const reached = new Set<object>([root]);
  for (const object of reached) {
    Object.freeze(object);
    for (const part of partsOf(object)) if (isFreezable(part)) reached.add(part);
  }
  for (const object of reached) frozen.add(object);
}

function* partsOf(object: object): Iterable<unknown> {
  for (const name of Reflect.ownKeys(object)) yield Object.getOwnPropertyDescriptor(object, name)?.value;
  if (types.isMap(object)) yield* [...Map.prototype.entries.call(object)].flat();
  if (types.isSet(object)) yield* Set.prototype.values.call(object);
}

function isFreezable(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || frozen.has(value)) return false;
  return !types.isRegExp(value) && !types.isAnyArrayBuffer(value) && !ArrayBuffer.isView(value);
}
