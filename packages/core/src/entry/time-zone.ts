import type { EpochMilliseconds, Milliseconds } from '../clock/duration.js';
import { ConfigurationError } from '../errors.js';

/** What the clocks on the wall show, as if it were UTC: `Date.UTC` of the date and time that they show. */
export type WallTime = number;

const DAY: Milliseconds = 86_400_000;

/** The clocks of one zone, with whatever the time zone database says of daylight saving. */
export class TimeZone {
  readonly #format: Intl.DateTimeFormat;

  /**
   * @param name such as `'Europe/Berlin'`; the zone of this process if left out
   * @throws {ConfigurationError} if there is no such zone
   */
  constructor(name: string | undefined) {
    try {
      this.#format = new Intl.DateTimeFormat('en-US', {
        ...(name === undefined ? {} : { timeZone: name }),
        calendar: 'gregory',
        numberingSystem: 'latn',
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
      });
    } catch {
      throw new ConfigurationError(`timeZone is the name of a zone such as 'Europe/Berlin' or 'UTC'`, name);
    }
  }

  /** In whole seconds. */
  wallTimeAt(instant: EpochMilliseconds): WallTime {
    const shown: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
    for (const { type, value } of this.#format.formatToParts(instant)) shown[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  }

  /**
   * When the clocks show that time: where they show it twice, the first time; where they skip it, the moment they are
   * put forward.
   */
  instantOf(wall: WallTime): EpochMilliseconds {
    const [before, after] = [this.#offsetAt(wall - DAY), this.#offsetAt(wall + DAY)];
    const early = wall - Math.max(before, after);
    const late = wall - Math.min(before, after);
    if (this.wallTimeAt(early) === wall) return early;
    if (this.wallTimeAt(late) === wall) return late;
    return this.#firstWith(after, early, late);
  }

  #offsetAt(instant: EpochMilliseconds): Milliseconds {
    return this.wallTimeAt(instant) - Math.floor(instant / 1_000) * 1_000;
  }

  /** Between two instants, the later of which has that offset and the earlier has not. Clocks change at whole seconds. */
  #firstWith(offset: Milliseconds, without: EpochMilliseconds, having: EpochMilliseconds): EpochMilliseconds {
    let [low, high] = [without / 1_000, having / 1_000];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.#offsetAt(middle * 1_000) === offset) high = middle;
      else low = middle;
    }
    return high * 1_000;
  }
}
