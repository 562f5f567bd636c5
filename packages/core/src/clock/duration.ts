import { ConfigurationError } from '../errors.js';

/** A point in time as `Date.now()` counts it. */
export type EpochMilliseconds = number;
/** A span of time in milliseconds. */
export type Milliseconds = number;
/** A span with its unit, checked by the compiler and again by every setter. */
export type DurationText = `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;
/** A span: milliseconds, or a text such as `'250ms'`, `'10s'`, `'2m'`, `'1h'`, `'1d'`. */
export type Duration = Milliseconds | DurationText;
/** A span, or `'never'` where an entry may live for ever. */
export type LifeTime = Duration | 'never';

const MILLISECONDS_PER_UNIT = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const TEXT = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

/**
 * Reads a span from text that the compiler has not seen: an environment variable, a file.
 *
 * @throws {ConfigurationError} if the text is not a number followed by `ms`, `s`, `m`, `h` or `d`
 */
export function parseDuration(text: string): Milliseconds {
  const match = typeof text === 'string' ? TEXT.exec(text) : null;
  const milliseconds = match ? Number(match[1]) * MILLISECONDS_PER_UNIT[match[2] as 'ms'] : Number.NaN;
  if (!Number.isFinite(milliseconds)) {
    throw new ConfigurationError(`a duration is a number and one of ms, s, m, h, d, such as '250ms' or '1.5h'`, text);
  }
  return milliseconds;
}

/**
 * Checks a span and gives it in milliseconds.
 *
 * @param setting the name of the setting, for the message
 * @throws {ConfigurationError} unless it is a finite number or text of more than 0 ms
 */
export function toMilliseconds(setting: string, duration: Duration): Milliseconds {
  const milliseconds = typeof duration === 'string' ? parseNamed(setting, duration) : duration;
  if (typeof milliseconds !== 'number' || !(milliseconds > 0) || milliseconds === Number.POSITIVE_INFINITY) {
    throw new ConfigurationError(
      `${setting} is a span of more than 0 ms, such as 250, '250ms', '10s' or '1h'`,
      duration,
    );
  }
  return milliseconds;
}

/** As `toMilliseconds`; `'never'` gives `Infinity`. */
export function toLifeTime(setting: string, lifeTime: LifeTime): Milliseconds {
  return lifeTime === 'never' ? Number.POSITIVE_INFINITY : toMilliseconds(setting, lifeTime);
}

function parseNamed(setting: string, text: string): Milliseconds {
  try {
    return parseDuration(text);
  } catch {
    throw new ConfigurationError(`${setting} is a span such as 250, '250ms', '10s', '2m', '1h' or '1d'`, text);
  }
}
