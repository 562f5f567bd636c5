import { type Duration, type Milliseconds, toMilliseconds } from '../clock/duration.js';
import { ConfigurationError } from '../errors.js';

/** Pauses between attempts to load one key that keeps failing while an older value is still answered. */
export interface RetryBackoff {
  /** The first pause; each that follows is twice as long. */
  readonly from: Duration;
  /** No pause is longer. */
  readonly to: Duration;
}

/** Long enough for a source that restarts, short enough that nobody has to clear anything by hand afterwards. */
export const DEFAULT_RETRY_BACKOFF: RetryBackoff = Object.freeze({ from: '1s', to: '1m' });

/** In milliseconds. */
export interface Pauses {
  readonly from: Milliseconds;
  readonly to: Milliseconds;
}

/** @throws {ConfigurationError} unless both are spans and `from` is not the longer */
export function pausesOf(backoff: RetryBackoff): Pauses {
  if (typeof backoff !== 'object' || backoff === null) {
    throw new ConfigurationError(`retryBackoff is { from: '1s', to: '1m' }`, backoff);
  }
  for (const name of Object.keys(backoff)) {
    if (name !== 'from' && name !== 'to') throw new ConfigurationError('retryBackoff has from and to', name);
  }
  const from = toMilliseconds('retryBackoff.from', backoff.from);
  const to = toMilliseconds('retryBackoff.to', backoff.to);
  if (from > to)
    throw new ConfigurationError(`retryBackoff.from must not be longer than to (${backoff.to})`, backoff.from);
  return { from, to };
}
