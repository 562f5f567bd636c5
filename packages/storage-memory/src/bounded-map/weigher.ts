import { ConfigurationError } from '@memoir/core';
import { byteSizeOf } from '../byte-size-of.js';

/** Bytes of a slot besides key and value: the slot, and its places in the table and among those that expire. */
const SLOT_OVERHEAD = 170;

/** What is asked in place of the estimate: how much a value counts for, with its key and all else. */
export type SizeOf<K, V> = (value: V, key: K) => number;

/** Says what a key and its value count for. */
export class Weigher<K, V> {
  readonly #sizeOf: SizeOf<K, V> | undefined;

  constructor(sizeOf: SizeOf<K, V> | undefined) {
    this.#sizeOf = sizeOf;
  }

  /**
   * @param ceiling an estimate stops once this is exceeded
   * @throws {ConfigurationError} if `sizeOf` answers what is no size
   */
  weigh(key: K, value: V, ceiling: number): number {
    if (!this.#sizeOf) {
      const fixed = SLOT_OVERHEAD + byteSizeOf(key);
      return fixed + byteSizeOf(value, ceiling - fixed);
    }
    const bytes = this.#sizeOf(value, key);
    if (!Number.isFinite(bytes) || bytes < 0) {
      throw new ConfigurationError('sizeOf answers a number of bytes, 0 or more', bytes);
    }
    return Math.ceil(bytes);
  }
}
