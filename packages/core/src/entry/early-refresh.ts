import { ConfigurationError } from '../errors.js';
import type { Adjustment } from './entry-times.js';

/**
 * Refreshes some entries a little before they are stale, the more so the longer their load takes, so that processes that
 * hold the same value do not all load it at the same moment.
 * Source: A. Vattani, F. Chierichetti, K. Lowenstein, "Optimal Probabilistic Cache Stampede Prevention", VLDB 2015 (XFetch).
 */
export interface EarlyRefresh {
  /** How eagerly; 1 suits most, more is earlier. More than 0. */
  readonly beta: number;
  /** In place of `Math.random`, for tests. */
  readonly random?: (() => number) | undefined;
}

/** @throws {ConfigurationError} unless `beta` is finite and more than 0 */
export function checkEarlyRefresh(earlyRefresh: EarlyRefresh): void {
  if (typeof earlyRefresh !== 'object' || earlyRefresh === null) {
    throw new ConfigurationError('earlyRefresh is { beta: 1 }', earlyRefresh);
  }
  for (const name of Object.keys(earlyRefresh)) {
    if (name !== 'beta' && name !== 'random') throw new ConfigurationError('earlyRefresh has beta and random', name);
  }
  const { beta, random } = earlyRefresh;
  if (typeof beta !== 'number' || !(beta > 0 && beta < Number.POSITIVE_INFINITY)) {
    throw new ConfigurationError('earlyRefresh.beta is a finite number of more than 0', beta);
  }
  if (random !== undefined && typeof random !== 'function') {
    throw new ConfigurationError('earlyRefresh.random is a function', random);
  }
}

/**
 * The published formula draws at each request whether to load early: `now - delta * beta * ln(random) >= expiry`. Drawn
 * once per entry instead, when it is made, the moment becomes a fact of the entry, and a hit compares with it as ever.
 */
export function earlyAdjustment(earlyRefresh: EarlyRefresh | undefined): Adjustment | undefined {
  if (earlyRefresh === undefined) return undefined;
  const { beta, random = Math.random } = earlyRefresh;
  return (times, _key, loadedIn) => {
    const earliness = -beta * loadedIn * Math.log(1 - random()); // never the logarithm of 0
    return { ...times, staleAt: Math.max(times.createdAt, times.staleAt - earliness) };
  };
}
