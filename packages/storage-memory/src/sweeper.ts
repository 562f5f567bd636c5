import type { Clock, EpochMilliseconds, Milliseconds, Timer } from '@memoir/core';

/** How many steps are made before other work has its turn: about 0.1 ms. */
const SLICE = 1_000;

/** What a sweeper goes through. */
export interface Sweepable {
  /** Set while a sweeper has it on its list. */
  isWatched: boolean;
  /** Whether something is left that may have to go one day: true again as soon as there is, right after `reclaim`. */
  isPerishable: boolean;
  /** Lets go of what has to go, in steps of one entry; between two steps anything may happen. */
  reclaim(now: () => EpochMilliseconds): Iterable<void>;
}

/**
 * Reclaims what nobody reads any more, a slice at a time. Its timer runs only while something watched can perish, keeps
 * neither the process nor a namespace alive, and outlives any failure.
 */
export class Sweeper {
  readonly #every: Milliseconds;
  readonly #clock: Clock;
  readonly #watched = new Set<WeakRef<Sweepable>>();
  #timer: Timer | undefined;
  #pass: Iterator<void> | undefined;
  #now: EpochMilliseconds = 0;
  #isClosed = false;

  constructor(every: Milliseconds, clock: Clock) {
    this.#every = every;
    this.#clock = clock;
  }

  watch(sweepable: Sweepable): void {
    sweepable.isWatched = true;
    this.#watched.add(new WeakRef(sweepable));
    if (!this.#timer) this.#wake(this.#every);
  }

  /** Ends it for good. */
  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#pass = undefined;
  }

  #wake(after: Milliseconds): void {
    if (!this.#isClosed) this.#timer = this.#clock.schedule(after, () => this.#sweep());
  }

  #sweep(): void {
    const pass = this.#pass ?? this.#walkAll();
    this.#pass = undefined;
    try {
      if (!this.#advance(pass)) this.#pass = pass;
    } finally {
      this.#timer = undefined;
      if (this.#pass) this.#wake(0);
      else if (this.#watched.size > 0) this.#wake(this.#every);
    }
  }

  /** @returns whether the pass is complete */
  #advance(pass: Iterator<void>): boolean {
    this.#now = this.#clock.now();
    for (let looked = 0; looked < SLICE; looked++) {
      if (pass.next().done) return true;
    }
    return false;
  }

  *#walkAll(): Generator<void, void> {
    for (const reference of this.#watched) {
      const sweepable = reference.deref();
      if (sweepable) yield* sweepable.reclaim(() => this.#now);
      yield;
      if (sweepable?.isPerishable) continue;
      this.#watched.delete(reference);
      if (sweepable) sweepable.isWatched = false;
    }
  }
}
