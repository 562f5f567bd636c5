import type { Milliseconds } from '@memoir/core';

/** How many answers were at most this stale, and more so than the bucket before says. */
export interface StalenessBucket {
  /** `Infinity` for those that were still served when it was last looked. */
  readonly upTo: Milliseconds;
  readonly answers: number;
}

/** Counts answers by how long the source had said something else while they were served. */
export class StalenessHistogram {
  readonly #bounds: readonly Milliseconds[];
  readonly #answers: number[];

  /** @param bounds in order; 0, for what the source still says, and `Infinity` are there without being named */
  constructor(bounds: readonly Milliseconds[]) {
    this.#bounds = [0, ...bounds, Number.POSITIVE_INFINITY];
    this.#answers = this.#bounds.map(() => 0);
  }

  count(staleness: Milliseconds): void {
    const at = this.#bounds.findIndex((bound) => staleness <= bound);
    this.#answers[at] = this.#answers[at]! + 1;
  }

  buckets(): readonly StalenessBucket[] {
    return this.#bounds.map((upTo, at) => ({ upTo, answers: this.#answers[at]! }));
  }
}
