import { setImmediate } from 'node:timers';
import type { Clock, Timer } from '../clock/clock.js';
import { type Duration, type EpochMilliseconds, type Milliseconds, toMilliseconds } from '../clock/duration.js';

/** How many turns of the event loop `advance` gives promises to settle before and after each task. */
const SETTLING_TURNS = 3;

interface Task {
  readonly due: Milliseconds;
  readonly run: () => void;
}

/** Time that stands still until a test moves it. Wall clock and monotonic time move together, unless told otherwise. */
export class ManualClock implements Clock {
  #now: EpochMilliseconds;
  #monotonic: Milliseconds = 0;
  readonly #tasks = new Set<Task>();

  /** @param start what `now()` says first; 0 by default */
  constructor(start: EpochMilliseconds = 0) {
    this.#now = start;
  }

  now(): EpochMilliseconds {
    return this.#now;
  }

  monotonic(): Milliseconds {
    return this.#monotonic;
  }

  schedule(after: Milliseconds, run: () => void): Timer {
    const task = { due: this.#monotonic + Math.max(0, after), run };
    this.#tasks.add(task);
    return { cancel: () => void this.#tasks.delete(task) };
  }

  /** How many scheduled tasks wait: a test that ends with more than it began with has left a timer behind. */
  get pending(): number {
    return this.#tasks.size;
  }

  /** Moves time, runs what has come due in order, and lets promises settle in between. */
  async advance(by: Duration): Promise<void> {
    const until = this.#monotonic + (by === 0 ? 0 : toMilliseconds('advance', by));
    await settle();
    for (let task = this.#nextUntil(until); task; task = this.#nextUntil(until)) {
      this.#moveTo(Math.max(task.due, this.#monotonic));
      this.#tasks.delete(task);
      task.run();
      await settle();
    }
    this.#moveTo(until);
    await settle();
  }

  /** Sets the wall clock alone, as an operator or a time server does; monotonic time and timers stay. */
  setWallClock(to: EpochMilliseconds): void {
    this.#now = to;
  }

  #nextUntil(until: Milliseconds): Task | undefined {
    let next: Task | undefined;
    for (const task of this.#tasks) {
      if (task.due <= until && (!next || task.due < next.due)) next = task;
    }
    return next;
  }

  #moveTo(monotonic: Milliseconds): void {
    this.#now += monotonic - this.#monotonic;
    this.#monotonic = monotonic;
  }
}

/** Lets every promise that can settle without time passing settle. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < SETTLING_TURNS; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
