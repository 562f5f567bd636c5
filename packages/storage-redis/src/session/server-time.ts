import { type Clock, type Milliseconds, systemClock } from '@memoir/core';
import type { Server, TimeSample } from './server.js';

/** What two readings of the clocks may differ by and still say the same. */
const SAME_WITHIN: Milliseconds = 2;

/** The server's time as one clock of this process sees it: carried on by that clock's monotonic time, never compared with its `now` of another machine. */
export class ServerTime {
  #sample: TimeSample | undefined;
  /** The server's time when the clock's monotonic time was zero. */
  #origin = 0;
  #ahead = Number.NaN;

  constructor(
    private readonly server: Server,
    private readonly clock: Clock,
  ) {}

  /** By how much `now` of the clock is ahead of the server's time, in whole milliseconds. Only once the server has answered. */
  ahead(now = this.clock.now()): Milliseconds {
    const { sample } = this.server;
    if (sample !== this.#sample) {
      this.#sample = sample;
      this.#origin = sample.time + (systemClock.monotonic() - sample.at) - this.clock.monotonic();
    }
    const ahead = now - (this.#origin + this.clock.monotonic());
    // The same entry read twice has the same instants, though each reading of the clocks is off by a little.
    if (!(Math.abs(ahead - this.#ahead) <= SAME_WITHIN)) this.#ahead = Math.round(ahead);
    return this.#ahead;
  }
}
