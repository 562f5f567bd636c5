import type { Clock } from '../clock/clock.js';
import { type OffsetClock, offsetClockOf } from '../clock/coarse-clock.js';
import type { Logger } from './logger.js';

/**
 * Whether a logger writes what is said at level `debug`. Asked anew whenever time has gone on, and not for each line that
 * is then not written: with pino as the logger that was a twentieth of a miss.
 */
export class DebugLevel {
  readonly #clock: OffsetClock;
  #isOn = false;
  #askedAt = Number.NaN;

  constructor(
    private readonly logger: Logger & { isLevelEnabled?: (level: string) => boolean },
    clock: Clock,
  ) {
    this.#clock = offsetClockOf(clock);
  }

  isOn(): boolean {
    const now = this.#clock.offset();
    if (now !== this.#askedAt) {
      this.#askedAt = now;
      this.#isOn = this.#ask();
    }
    return this.#isOn;
  }

  #ask(): boolean {
    try {
      return this.logger.isLevelEnabled === undefined || this.logger.isLevelEnabled('debug');
    } catch {
      return false;
    }
  }
}
