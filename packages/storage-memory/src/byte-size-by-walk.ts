import { types } from 'node:util';
import { byteSizeOfText, SLOT } from './byte-size-of-text.js';

/**
 * The size of what `v8` refuses, everything it refers to included, each object once: a coarse account, a slot per
 * reference and two per object. Functions, symbols, promises and weak collections count as objects without properties:
 * what they hold on to is not theirs. Never throws, not even at proxies and getters that do.
 *
 * @param ceiling stops once this is exceeded
 */
export function byteSizeByWalk(value: unknown, ceiling: number): number {
  const open: unknown[] = [value];
  const seen = new Set<object>();
  let bytes = 0;
  while (open.length > 0 && bytes <= ceiling) {
    const next = open.pop();
    bytes += SLOT;
    if (typeof next === 'string') bytes += byteSizeOfText(next);
    else if (typeof next === 'object' && next !== null && !seen.has(next)) {
      seen.add(next);
      bytes += 2 * SLOT + lookInto(next, open);
    }
  }
  return bytes;
}

/** Adds what the object refers to to `open`, and answers the bytes that it holds itself. */
function lookInto(object: object, open: unknown[]): number {
  try {
    if (ArrayBuffer.isView(object) || types.isAnyArrayBuffer(object)) return object.byteLength;
    if (types.isMap(object)) for (const [key, member] of object) open.push(key, member);
    if (types.isSet(object)) for (const member of object) open.push(member);
    if (types.isNativeError(object)) open.push(object.message, object.cause);
    for (const member of Object.values(object)) open.push(member);
  } catch {
    // A proxy or a getter that throws. That it cannot be measured is no reason to fail.
  }
  return 0;
}
