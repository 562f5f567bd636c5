import {
  type Clock,
  ConfigurationError,
  type Duration,
  type EpochMilliseconds,
  type Milliseconds,
  toLifeTime,
} from '@memoir/core';
import type { BoundedSlots } from './bounded-slots.js';
import { ReadableMap } from './readable-map.js';

/** When a lifetime ends that begins now, or at the latest the map's own. */
export let instantWithin: (map: TimedMap<any, any>, lifetime: Milliseconds) => EpochMilliseconds;

/** Lifetimes of single keys, asked for and changed. None of it counts as a use. */
export abstract class TimedMap<K, V> extends ReadableMap<K, V> {
  protected readonly clock: Clock;
  #timeToLive: Milliseconds;

  static {
    instantWithin = (map, lifetime) => Math.min(map.instantAfter(), map.clock.now() + lifetime);
  }

  protected constructor(slots: BoundedSlots<K, V>, clock: Clock, timeToLive: Milliseconds) {
    super(slots);
    this.clock = clock;
    this.#timeToLive = timeToLive;
  }

  /** What a write gives an entry from now on; those that stand keep theirs. */
  get defaultTimeToLive(): Milliseconds | 'never' {
    return this.#timeToLive === Number.POSITIVE_INFINITY ? 'never' : this.#timeToLive;
  }

  set defaultTimeToLive(span: Duration | 'never') {
    this.#timeToLive = toLifeTime('defaultTimeToLive', span);
  }

  /** @returns `Infinity` for what never expires, `undefined` for what is not there */
  remaining(key: K): Milliseconds | undefined {
    const slot = this.slots.findLive(key);
    return slot && (slot.rank === Number.POSITIVE_INFINITY ? slot.rank : slot.rank - this.clock.now());
  }

  /**
   * @param span counted from now
   * @returns whether the key is there
   */
  setTimeToLive(key: K, span: Duration | 'never'): boolean {
    return this.#end(key, this.instantAfter(span));
  }

  /**
   * @param at if it has passed, the key expires at once
   * @returns whether the key is there
   */
  expireAt(key: K, at: EpochMilliseconds): boolean {
    if (!Number.isFinite(at)) throw new ConfigurationError('expireAt takes an instant in milliseconds', at);
    return this.#end(key, at);
  }

  /** @returns `undefined` for what is not there, which may be true of an expired key at any time */
  isExpired(key: K): boolean | undefined {
    const slot = this.slots.find(key);
    return slot && this.slots.hasExpired(slot);
  }

  /** When a span ends that begins now; without one, that of the map. */
  protected instantAfter(span?: Duration | 'never'): EpochMilliseconds {
    const milliseconds = span === undefined ? this.#timeToLive : toLifeTime('timeToLive', span);
    return milliseconds === Number.POSITIVE_INFINITY ? milliseconds : this.clock.now() + milliseconds;
  }

  #end(key: K, at: EpochMilliseconds): boolean {
    const slot = this.live(key);
    if (slot) this.slots.setExpiry(slot, at);
    return slot !== undefined;
  }
}
