import {
  type ByteSize,
  type Clock,
  ConfigurationError,
  type Duration,
  type Milliseconds,
  systemClock,
  toBytes,
  toLifeTime,
} from '@memoir/core';
import { refuseUnknownOptions, toCount } from '../options.js';
import type { OnDelete } from './removal-notices.js';
import type { SizeOf } from './weigher.js';

/** How a `BoundedMap` is bounded. Every bound left out is no bound. */
export interface BoundedMapOptions<K, V> {
  /**
   * How long a value is good, counted from its last write; reading does not extend it.
   *
   * @default 'never'
   */
  readonly timeToLive?: Duration | 'never' | undefined;
  /** The most bytes of all keys, values and what the map itself needs for them. */
  readonly maxBytes?: ByteSize | undefined;
  readonly maxEntries?: number | undefined;
  /**
   * Hears of everything that leaves: pushed out by a bound, expired, deleted, replaced by a newer value, or cleared. It
   * runs when the map is consistent again and may change it; what it throws becomes a process warning.
   */
  readonly onDelete?: OnDelete<K, V> | undefined;
  /** What a value counts for in bytes, with its key and all else, in place of the estimate. Asked once per write. */
  readonly sizeOf?: SizeOf<K, V> | undefined;
  /**
   * How often what has expired is reclaimed that nobody asks for. The timer keeps neither the process nor the map alive,
   * and runs only while something can expire. Source: faas-cache-dict, 5 seconds.
   *
   * @default '5s'
   */
  readonly sweepEvery?: Duration | 'never' | undefined;
  /** @default the time of this machine */
  readonly clock?: Clock | undefined;
}

const DEFAULT_SWEEP_EVERY = '5s';
const NAMES = ['timeToLive', 'maxBytes', 'maxEntries', 'onDelete', 'sizeOf', 'sweepEvery', 'clock'];

/** The options as the map works with them: checked, in milliseconds and bytes, `Infinity` for no bound. */
export interface CheckedOptions<K, V> {
  readonly timeToLive: Milliseconds;
  readonly maxBytes: number;
  readonly maxEntries: number;
  readonly sweepEvery: Milliseconds;
  readonly onDelete: OnDelete<K, V> | undefined;
  readonly sizeOf: SizeOf<K, V> | undefined;
  readonly clock: Clock;
}

/** @throws {ConfigurationError} naming the first option that cannot hold */
export function checked<K, V>(options: BoundedMapOptions<K, V>): CheckedOptions<K, V> {
  refuseUnknownOptions('BoundedMap', options, NAMES);
  const { timeToLive = 'never', sweepEvery = DEFAULT_SWEEP_EVERY, clock = systemClock } = options;
  if (typeof clock?.now !== 'function') throw new ConfigurationError('clock is a Clock', clock);
  return {
    timeToLive: toLifeTime('timeToLive', timeToLive),
    maxBytes: toMaxBytes(options.maxBytes),
    maxEntries: toMaxEntries(options.maxEntries),
    sweepEvery: toLifeTime('sweepEvery', sweepEvery),
    onDelete: toFunction('onDelete', options.onDelete),
    sizeOf: toFunction('sizeOf', options.sizeOf),
    clock,
  };
}

/** @throws {ConfigurationError} */
export function toMaxEntries(maxEntries: number | undefined): number {
  return maxEntries === undefined ? Number.POSITIVE_INFINITY : toCount('maxEntries', maxEntries);
}

/** @throws {ConfigurationError} */
export function toMaxBytes(maxBytes: ByteSize | undefined): number {
  return maxBytes === undefined ? Number.POSITIVE_INFINITY : toBytes('maxBytes', maxBytes);
}

function toFunction<F extends (...args: never[]) => unknown>(setting: string, given: F | undefined): F | undefined {
  if (given !== undefined && typeof given !== 'function')
    throw new ConfigurationError(`${setting} is a function`, given);
  return given;
}
