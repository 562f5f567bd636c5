import { ConfigurationError } from '../errors.js';
import type { CacheKey } from '../key/cache-key.js';
import { type Adjustment, expiringAt } from './entry-times.js';

export interface JitterOptions {
  /** The greatest part of a lifetime that is taken off; more than 0 and less than 1. */
  readonly upTo: number;
  /**
   * `key`: what is taken off depends on namespace and key alone, so that all processes agree. `random`: each load draws
   * anew.
   *
   * @default 'key'
   */
  readonly by?: 'key' | 'random' | undefined;
  /** In place of `Math.random`, for tests. */
  readonly random?: (() => number) | undefined;
}

/** The greatest part of a lifetime that is taken off, such as 0.1, or more of it in words. */
export type Jitter = number | JitterOptions;

/** @throws {ConfigurationError} unless it says a part between 0 and 1 */
export function checkJitter(jitter: Jitter): void {
  optionsOf(jitter);
}

/** Shortens lifetimes, each by another part, so that what was loaded together does not expire together. */
export function jitterAdjustment(jitter: Jitter | undefined, namespace: string | undefined): Adjustment | undefined {
  if (jitter === undefined) return undefined;
  const { upTo, by = 'key', random = Math.random } = optionsOf(jitter);
  const seed = hash(namespace ?? '', START);
  return (times, key) => {
    const part = 1 - upTo * (by === 'random' ? random() : fractionOf(key, seed));
    const { createdAt, staleAt, expiresAt } = times;
    const expiring = expiringAt(createdAt + (expiresAt - createdAt) * part, times);
    return { ...expiring, staleAt: createdAt + (staleAt - createdAt) * part };
  };
}

/** FNV-1a, 32 bits. */
const START = 0x811c9dc5;
const PRIME = 0x01000193;

function hash(text: string, start: number): number {
  let mixed = start;
  for (let at = 0; at < text.length; at++) mixed = Math.imul(mixed ^ text.charCodeAt(at), PRIME);
  return mixed;
}

/** From 0 to less than 1. The last step of MurmurHash3: texts that differ in one character are far apart behind it. */
function fractionOf(key: CacheKey, seed: number): number {
  let mixed = hash(key, seed);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}

function optionsOf(jitter: Jitter): JitterOptions {
  const options = typeof jitter === 'number' ? { upTo: jitter } : jitter;
  if (typeof options !== 'object' || options === null) {
    throw new ConfigurationError(`jitter is a part of a lifetime such as 0.1, or { upTo: 0.1, by: 'random' }`, jitter);
  }
  for (const name of Object.keys(options)) {
    if (!['upTo', 'by', 'random'].includes(name)) throw new ConfigurationError('jitter has upTo, by and random', name);
  }
  const { upTo, by, random } = options as JitterOptions;
  if (typeof upTo !== 'number' || !(upTo > 0 && upTo < 1)) {
    throw new ConfigurationError('jitter is a part of a lifetime, more than 0 and less than 1', upTo);
  }
  if (by !== undefined && by !== 'key' && by !== 'random') {
    throw new ConfigurationError(`jitter.by is 'key' or 'random'`, by);
  }
  if (random !== undefined && typeof random !== 'function') {
    throw new ConfigurationError('jitter.random is a function', random);
  }
  return options as JitterOptions;
}
