import type { CacheEntry, CacheKey, Clock, EpochMilliseconds, Milliseconds, Timer } from '@memoir/core';

/** How many entries are looked at before other work has its turn: about 0.1 ms. */
const SLICE = 1_000;

/** What a sweeper goes through. */
export interface Sweepable {
  /** Set while a sweeper has it on its list. */
  isWatched: boolean;
  /** Something may have to go one day. The sweeper lowers it before it walks, whoever knows raises it again. */
  isPerishable: boolean;
  walk(): Iterable<readonly [CacheKey, CacheEntry<unknown>]>;
  /** Lets the entry go if it has to; it may be gone already. */
  examine(key: CacheKey, entry: CacheEntry<unknown>, now: EpochMilliseconds): void;
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
      if (sweepable) yield* this.#walk(sweepable);
      if (sweepable?.isPerishable) continue;
      this.#watched.delete(reference);
      if (sweepable) sweepable.isWatched = false;
    }
  }

  *#walk(sweepable: Sweepable): Generator<void, void> {
    sweepable.isPerishable = false;
    for (const [key, entry] of sweepable.walk()) {
      yield;
      sweepable.examine(key, entry, this.#now);
    }
    yield;
  }
}
