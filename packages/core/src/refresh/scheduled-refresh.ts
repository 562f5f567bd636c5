import { type Duration, toMilliseconds } from '../clock/duration.js';
import { ConfigurationError } from '../errors.js';

/** Reloads results before anybody asks for them, for as long as somebody holds the function, or the object whose method it is. */
export interface ScheduledRefresh {
  /** How often it looks for results that are due. */
  readonly every: Duration;
  /** Age from which a result is due, counted from the beginning of its load. */
  readonly olderThan: Duration;
  /** Time without any call after which it rests until the next one. Off unless given. */
  readonly stopWhenIdleFor?: Duration | undefined;
}

/** @throws {ConfigurationError} if a span is missing or none */
export function checkScheduledRefresh(refresh: ScheduledRefresh): void {
  if (typeof refresh !== 'object' || refresh === null) {
    throw new ConfigurationError(`scheduledRefresh is { every: '2s', olderThan: '10s' }`, refresh);
  }
  for (const name of Object.keys(refresh)) {
    if (!['every', 'olderThan', 'stopWhenIdleFor'].includes(name)) {
      throw new ConfigurationError('scheduledRefresh has every, olderThan and stopWhenIdleFor', name);
    }
  }
  toMilliseconds('scheduledRefresh.every', refresh.every);
  toMilliseconds('scheduledRefresh.olderThan', refresh.olderThan);
  if (refresh.stopWhenIdleFor !== undefined)
    toMilliseconds('scheduledRefresh.stopWhenIdleFor', refresh.stopWhenIdleFor);
}
