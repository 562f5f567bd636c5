import type { EpochMilliseconds } from '@memoir/core';

/** What a run strings together; all but the instant is the run's own business. */
export interface Running<T> {
  readonly rank: EpochMilliseconds;
  isInRun: boolean;
  sooner: T | undefined;
  later: T | undefined;
}

/** Items in the order in which they expire. Takes only what expires last; each operation takes the same time. */
export class ExpiryRun<T extends Running<T>> {
  #first: T | undefined;
  #last: T | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get first(): T | undefined {
    return this.#first;
  }

  /** @returns whether it was taken: false if something in the run expires after it */
  append(item: T): boolean {
    const last = this.#last;
    if (last !== undefined && last.rank > item.rank) return false;
    item.isInRun = true;
    item.sooner = last;
    if (last) last.later = item;
    else this.#first = item;
    this.#last = item;
    this.#size++;
    return true;
  }

  /** The item must be in the run. */
  remove(item: T): void {
    const { sooner, later } = item;
    if (sooner) sooner.later = later;
    else this.#first = later;
    if (later) later.sooner = sooner;
    else this.#last = sooner;
    item.sooner = undefined;
    item.later = undefined;
    item.isInRun = false;
    this.#size--;
  }

  /** What was in the run must not be used any more. */
  clear(): void {
    this.#first = undefined;
    this.#last = undefined;
    this.#size = 0;
  }
}
