import type { EpochMilliseconds } from '@memoir/core';
import { NOWHERE, type Ranked } from '../min-heap.js';
import type { Running } from './expiry-run.js';
import type { Linked } from './recency-list.js';

/** One key with its value, its place in the order of use, and its place among those that expire. */
export class Slot<K, V> implements Ranked, Running<Slot<K, V>>, Linked<Slot<K, V>> {
  readonly key: K;
  value: V;
  /** Measured once, and not before anybody asks for bytes. */
  bytes: number | undefined;
  older: Slot<K, V> | undefined = undefined;
  newer: Slot<K, V> | undefined = undefined;
  place = NOWHERE;
  isInRun = false;
  sooner: Slot<K, V> | undefined = undefined;
  later: Slot<K, V> | undefined = undefined;
  /** When it expires: at that very millisecond it has. */
  rank: EpochMilliseconds = Number.POSITIVE_INFINITY;

  constructor(key: K, value: V, bytes: number | undefined) {
    // As a Map does: its table takes -0 for 0, and so must what is shown.
    this.key = key === 0 ? (0 as K) : key;
    this.value = value;
    this.bytes = bytes;
  }
}
