import type { EpochMilliseconds, Milliseconds } from '../clock/duration.js';
import { ConfigurationError } from '../errors.js';
import { type Adjustment, expiringAt } from './entry-times.js';
import { RecurringMoment } from './recurring-moment.js';
import { TimeZone } from './time-zone.js';

/** A moment on the clocks of a zone, again and again, at which what was loaded before it expires. */
export interface ExpireAtTime {
  /**
   * A time of day such as `'03:00'`, or the five fields of cron (minute, hour, day of the month, month, day of the week)
   * such as `'0 3 * * mon-fri'`. A time that the clocks show twice counts once, the first time; one that they skip is the
   * moment at which they are put forward.
   */
  readonly at: string;
  /** Such as `'Europe/Berlin'`. @default the zone of the process */
  readonly timeZone?: string | undefined;
}

const DAY: Milliseconds = 86_400_000;
/** A 29 February can be eight years away. */
const MOST_DAYS = 8 * 366 + 1;

/** @throws {ConfigurationError} if there is no such moment or zone */
export function checkExpireAtTime(expireAtTime: ExpireAtTime): void {
  new Moments(expireAtTime);
}

/** @param keepFor how long what would live for ever is kept once it has expired */
export function expiryAdjustment(
  expireAtTime: ExpireAtTime | undefined,
  keepFor: () => Milliseconds,
): Adjustment | undefined {
  if (expireAtTime === undefined) return undefined;
  const moments = new Moments(expireAtTime);
  return (times) => {
    const next = moments.after(times.createdAt);
    return next < times.expiresAt ? expiringAt(next, times, keepFor()) : times;
  };
}

/** The moments one after the other. */
class Moments {
  readonly #moment: RecurringMoment;
  readonly #zone: TimeZone;
  #from: EpochMilliseconds = 0;
  /** The first one after `#from`: asked once per moment and not once per load. */
  #next: EpochMilliseconds = 0;

  constructor(expireAtTime: ExpireAtTime) {
    if (typeof expireAtTime !== 'object' || expireAtTime === null) {
      throw new ConfigurationError(`expireAtTime is { at: '03:00', timeZone: 'Europe/Berlin' }`, expireAtTime);
    }
    for (const name of Object.keys(expireAtTime)) {
      if (name !== 'at' && name !== 'timeZone') throw new ConfigurationError('expireAtTime has at and timeZone', name);
    }
    this.#moment = new RecurringMoment(expireAtTime.at);
    this.#zone = new TimeZone(expireAtTime.timeZone);
    if (this.after(0) === Number.POSITIVE_INFINITY) {
      throw new ConfigurationError('expireAtTime.at is a date that exists', expireAtTime.at);
    }
  }

  /** @returns the first one that is later */
  after(instant: EpochMilliseconds): EpochMilliseconds {
    if (instant >= this.#from && instant < this.#next) return this.#next;
    this.#next = this.#search(instant);
    this.#from = instant;
    return this.#next;
  }

  #search(instant: EpochMilliseconds): EpochMilliseconds {
    const shown = this.#zone.wallTimeAt(instant);
    const today = Math.floor(shown / DAY) * DAY;
    for (let day = 0; day < MOST_DAYS; day++) {
      const midnight = today + day * DAY;
      if (!this.#moment.isOn(new Date(midnight))) continue;
      for (const hour of this.#moment.hours) {
        for (const minute of this.#moment.minutes) {
          const wall = midnight + hour * 3_600_000 + minute * 60_000;
          if (wall <= shown) continue;
          const found = this.#zone.instantOf(wall);
          if (found > instant) return found;
        }
      }
    }
    return Number.POSITIVE_INFINITY;
  }
}
