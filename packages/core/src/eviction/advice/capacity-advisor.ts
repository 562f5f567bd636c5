import type { CapacityAdvice } from './capacity-advice.js';
import { StackDistances } from './stack-distances.js';

/** One key in so many is looked at: what that costs is to stay below 1 % of what the requests cost. */
const SAMPLED_ONE_IN = 256;
const SAMPLED_BITS = 24;
/** Of the capacity: what the ratios are told for. */
const CAPACITIES = [0.25, 0.5, 1, 2, 4] as const;
/** Where fewer keys of the sample have room than this, a ratio says too little to be told. */
const FEWEST_KEYS = 16;
/** Counts are halved after this many sampled requests per key remembered: what was long ago is to count for less. */
const REQUESTS_PER_KEY_UNTIL_HALVED = 32;

/**
 * Estimates the hit ratios of LRU at other capacities from the requests for a sample of the keys, which is chosen by hash.
 * Source: Waldspurger, Park, Garthwaite and Ahmad, "Efficient MRC Construction with SHARDS", FAST 2015, with its
 * correction (SHARDS-adj): what the sample has too few or too many of is taken for requests at the smallest distance.
 */
export class CapacityAdvisor {
  readonly #distances: StackDistances;
  /** How often each distance was seen. */
  readonly #seenAt: Float64Array;
  #seen = 0;
  #seenInAll = 0;
  #missesInAll = 0;

  /** @param hitsBefore hits that it was not told of; the ratios are not corrected where they are not known */
  constructor(
    private readonly capacity: number,
    private readonly hitsBefore: number | undefined,
  ) {
    const keys = Math.max(1, Math.ceil((capacity * CAPACITIES.at(-1)!) / SAMPLED_ONE_IN));
    this.#distances = new StackDistances(keys);
    this.#seenAt = new Float64Array(keys);
  }

  /** Whether a key with this hash is one of the sample. */
  sees(hash: number): boolean {
    return hash >>> SAMPLED_BITS === 0;
  }

  /** Tells of the request for a key that was not there, seen or not. */
  countMiss(): void {
    this.#missesInAll++;
  }

  /** Tells of a request for a key of the sample. */
  request(hash: number): void {
    const distance = this.#distances.ask(hash);
    if (distance !== undefined) this.#seenAt[distance]!++;
    this.#seenInAll++;
    if (++this.#seen >= this.#seenAt.length * REQUESTS_PER_KEY_UNTIL_HALVED) this.#halve();
  }

  /** A key of the sample has gone for another reason than the capacity. */
  forget(hash: number): void {
    this.#distances.forget(hash);
  }

  /** @param hits that the cache has had so far */
  advice(hits: number): CapacityAdvice {
    const hitRatios = CAPACITIES.map((share) => Math.floor(this.capacity * share))
      .filter((capacity) => capacity >= FEWEST_KEYS * SAMPLED_ONE_IN)
      .map((capacity) => ({ capacity, hitRatio: this.#hitRatioAt(capacity, hits) }));
    return { sampledRequests: this.#seenInAll, hitRatios };
  }

  #hitRatioAt(capacity: number, hits: number): number {
    if (this.#seen === 0) return 0;
    const expected = this.#seen * this.#correction(hits);
    const room = capacity / SAMPLED_ONE_IN;
    let within = expected - this.#seen;
    for (let distance = 0; distance < room && distance < this.#seenAt.length; distance++) {
      within += this.#seenAt[distance]! * Math.min(1, room - distance);
    }
    return expected <= 0 ? 0 : Math.min(1, Math.max(0, within / expected));
  }

  /** How many requests a sample of this many keys should have seen for each that it has. */
  #correction(hits: number): number {
    if (this.hitsBefore === undefined) return 1;
    return (hits - this.hitsBefore + this.#missesInAll) / SAMPLED_ONE_IN / this.#seenInAll;
  }

  #halve(): void {
    this.#seen /= 2;
    for (let distance = 0; distance < this.#seenAt.length; distance++) this.#seenAt[distance]! /= 2;
  }
}
