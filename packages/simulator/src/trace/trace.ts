import type { CacheKey } from '@memoir/core';

/** The requests of one trace in their order, each as the number of its key. */
export interface Trace {
  readonly name: string;
  /** One number per request; key numbers begin at 0 in the order of first appearance. */
  readonly requests: Int32Array;
  /** The key of each number. */
  readonly keys: readonly CacheKey[];
}

/**
 * The most hits that any cache can have, however large: all requests but the first of each key.
 */
export function mostHits({ requests, keys }: Trace): number {
  return requests.length - keys.length;
}
