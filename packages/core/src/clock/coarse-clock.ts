import { setImmediate } from 'node:timers';
import type { Clock } from './clock.js';
import { systemClock } from './system-clock.js';

/** Instants inside entries are counted from here, so that they are small integers instead of boxed doubles. */
export const EPOCH_BASE = Date.now();

/** How many reads in one turn of the event loop may answer the same instant. */
const READS_PER_LOOK = 64;

/** Tells the time on the way of a hit, as milliseconds since `EPOCH_BASE`. */
export interface OffsetClock {
  offset(): number;
}

/**
 * The system's time at a fraction of its cost: it looks at the first read of each turn of the event loop and after 64
 * reads. It may lag by the length of a turn, so nothing is stamped with it and no fence asks it.
 */
class CoarseClock implements OffsetClock {
  #offset = 0;
  #readsLeft = 0;
  #turnIsWatched = false;
  readonly #endTurn = () => {
    this.#turnIsWatched = false;
    this.#readsLeft = 0;
  };

  offset(): number {
    return this.#readsLeft-- > 0 ? this.#offset : this.#look();
  }

  lookAgain(): void {
    this.#readsLeft = 0;
  }

  #look(): number {
    this.#offset = asInteger(Date.now() - EPOCH_BASE);
    this.#readsLeft = READS_PER_LOOK;
    if (!this.#turnIsWatched) {
      this.#turnIsWatched = true;
      setImmediate(this.#endTurn).unref();
    }
    return this.#offset;
  }
}

/** A clock that is not the system's is asked each time: a test's time must be exact. */
class ExactClock implements OffsetClock {
  constructor(private readonly clock: Clock) {}

  offset(): number {
    return offsetOf(this.clock);
  }
}

/** Exactly, for whoever asks but once per turn of the event loop: watching the turn would cost more. */
export function offsetOf(clock: Clock): number {
  return clock.now() - EPOCH_BASE;
}

/**
 * As a machine integer for the first 24 days: otherwise a difference of two times stays a boxed double, even though it is
 * whole. Measured: a quarter of what a hit spends in the line.
 */
function asInteger(offset: number): number {
  const integer = offset | 0;
  return integer === offset ? integer : offset;
}

const coarseSystemClock = new CoarseClock();

export function offsetClockOf(clock: Clock): OffsetClock {
  return clock === systemClock ? coarseSystemClock : new ExactClock(clock);
}

/** Something has happened just now, by the exact time: who reads the coarse one from here on must not be behind it. */
export function lookAgain(): void {
  coarseSystemClock.lookAgain();
}
