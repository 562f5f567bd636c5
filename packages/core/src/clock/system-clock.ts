import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers';
import type { Clock, Timer } from './clock.js';
import type { EpochMilliseconds, Milliseconds } from './duration.js';

/** The longest delay that Node's timers keep; beyond it they would fire at once. */
const LONGEST_DELAY = 2 ** 31 - 1;

/** The time of this machine. */
export class SystemClock implements Clock {
  now(): EpochMilliseconds {
    return Date.now();
  }

  monotonic(): Milliseconds {
    return performance.now();
  }

  schedule(after: Milliseconds, task: () => void): Timer {
    const due = this.monotonic() + after;
    let timer: NodeJS.Timeout;
    const arm = () => {
      const left = due - this.monotonic();
      timer = setTimeout(() => (left > LONGEST_DELAY ? arm() : task()), Math.min(Math.max(left, 0), LONGEST_DELAY));
      timer.unref();
    };
    arm();
    return { cancel: () => clearTimeout(timer) };
  }
}

/** The one clock that everything uses unless it is given another. */
export const systemClock: Clock = new SystemClock();
