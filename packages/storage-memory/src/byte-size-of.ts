import { types } from 'node:util';
import { byteSizeByWalk } from './byte-size-by-walk.js';
import { byteSizeOfText, SLOT } from './byte-size-of-text.js';
import { Scales } from './scales.js';

/**
 * About how many bytes of memory a value takes, everything it refers to included, each object once. Never throws.
 *
 * Texts, and bytes by themselves, say their size. All else counts as what V8 writes of it (`node:v8`), doubled, since it
 * writes records about twice as densely as it keeps them, and something for each entry of a Map or a Set; what it refuses is looked through instead. The README compares
 * this with the heap and with libraries.
 *
 * @param ceiling stops looking through once this is exceeded; V8 writes to the end
 */
export function byteSizeOf(value: unknown, ceiling = Number.POSITIVE_INFINITY): number {
  if (typeof value === 'string') return byteSizeOfText(value);
  if (typeof value !== 'bigint' && (typeof value !== 'object' || value === null)) return SLOT;
  if (types.isAnyArrayBuffer(value)) return SLOT + value.byteLength;
  const written = new Scales().weigh(value);
  return written === undefined ? byteSizeByWalk(value, ceiling) : written + tableOf(value);
}

/** What is kept for each entry beside what V8 writes of it, as measured. */
const PER_MAP_ENTRY = 64;
const PER_SET_ENTRY = 36;

/** Of a value that is one itself: those within others are not looked for. */
function tableOf(value: object | bigint): number {
  if (types.isMap(value)) return PER_MAP_ENTRY * value.size;
  return types.isSet(value) ? PER_SET_ENTRY * value.size : 0;
}
