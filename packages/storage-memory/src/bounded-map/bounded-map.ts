import { type ByteSize, ConfigurationError, type Duration, type Milliseconds } from '@memoir/core';
import { Sweeper } from '../sweeper.js';
import { type BoundedMapOptions, checked, toMaxBytes, toMaxEntries } from './bounded-map-options.js';
import { BoundedSlots } from './bounded-slots.js';
import { RemovalNotices } from './removal-notices.js';
import type { Slot } from './slot.js';
import { entriesOf, type Snapshot, settingsOf, snapshotOf } from './snapshot.js';
import { TimedMap } from './timed-map.js';
import { Weigher } from './weigher.js';

/**
 * A Map bounded by time, entries and bytes at once. What has expired goes first, then what was used longest ago; what has
 * expired cannot be seen, whether it is still held or not.
 */
export class BoundedMap<K, V> extends TimedMap<K, V> implements Map<K, V>, Disposable {
  readonly #sweeper: Sweeper | undefined;
  readonly #sweepEvery: Milliseconds;

  /**
   * @param entries written one after another, as by `set`
   * @throws {ConfigurationError} if an option cannot hold
   * @throws {ValueTooLargeError} if one of the entries is larger than `maxBytes`
   */
  constructor(options: BoundedMapOptions<K, V> = {}, entries: Iterable<readonly [K, V]> = []) {
    const { timeToLive, maxBytes, maxEntries, sweepEvery, onDelete, sizeOf, clock } = checked(options);
    const sweeper = sweepEvery === Number.POSITIVE_INFINITY ? undefined : new Sweeper(sweepEvery, clock);
    const notices = new RemovalNotices(onDelete);
    const bounds = { maxBytes, maxEntries };
    super(new BoundedSlots({ bounds, clock, weigher: new Weigher(sizeOf), notices, sweeper }), clock, timeToLive);
    this.#sweeper = sweeper;
    this.#sweepEvery = sweepEvery;
    for (const [key, value] of entries) this.set(key, value);
  }

  /**
   * A map with the entries of another, in their order and until the same instants, and with its settings where `options`
   * has none. What has expired meanwhile is left out.
   *
   * @param json what `toJSON` gave, through JSON or not
   * @throws {ConfigurationError} if it is anything else
   */
  static from<K, V>(json: unknown, options: BoundedMapOptions<K, V> = {}): BoundedMap<K, V> {
    const given = Object.fromEntries(Object.entries(options).filter(([, option]) => option !== undefined));
    const map = new BoundedMap<K, V>({ ...settingsOf(json), ...given });
    for (const [key, value, expiresAt] of entriesOf(json)) {
      if (expiresAt > map.clock.now()) map.#put(key as K, value as V, expiresAt);
    }
    return map;
  }

  /**
   * Counts as a use. The lifetime begins anew: the one given here, or else the map's.
   *
   * @throws {ValueTooLargeError} if it is larger than `maxBytes`; the previous value and all others stand
   */
  set(key: K, value: V, options: { readonly timeToLive?: Duration | 'never' | undefined } = {}): this {
    this.#put(key, value, this.instantAfter(options.timeToLive));
    return this;
  }

  getOrInsert(key: K, value: V): V {
    return this.getOrInsertComputed(key, () => value);
  }

  getOrInsertComputed(key: K, compute: (key: K) => V): V {
    const slot = this.live(key);
    const value = slot ? slot.value : compute(key);
    if (slot) this.slots.order.promote(slot);
    else this.set(key, value);
    return value;
  }

  delete(key: K): boolean {
    return this.#remove(this.live(key)) !== undefined;
  }

  /** Deletes the key, and answers what it held. */
  take(key: K): V | undefined {
    return this.#remove(this.live(key))?.value;
  }

  deleteOldest(): [K, V] | undefined {
    const slot = this.#remove(this.settled().order.oldest);
    return slot && [slot.key, slot.value];
  }

  deleteNewest(): [K, V] | undefined {
    const slot = this.#remove(this.settled().order.newest);
    return slot && [slot.key, slot.value];
  }

  clear(): void {
    this.slots.clear();
    this.slots.notices.deliver();
  }

  /**
   * Makes the key the last to be pushed out, or the first.
   *
   * @returns whether it is there
   */
  touch(key: K, to: 'newest' | 'oldest' = 'newest'): boolean {
    if (to !== 'newest' && to !== 'oldest') throw new ConfigurationError("touch moves to 'newest' or 'oldest'", to);
    const slot = this.live(key);
    if (slot && to === 'newest') this.slots.order.promote(slot);
    if (slot && to === 'oldest') this.slots.order.demote(slot);
    return slot !== undefined;
  }

  forEach(callback: (value: V, key: K, map: Map<K, V>) => void, thisArg?: unknown): void {
    for (const [key, value] of this.entries()) callback.call(thisArg, value, key, this);
  }

  /** Gives up at once what exceeds it; `undefined` for no bound. */
  setMaxEntries(maxEntries: number | undefined): void {
    this.slots.bound({ ...this.slots.bounds, maxEntries: toMaxEntries(maxEntries) });
    this.slots.notices.deliver();
  }

  /** Gives up at once what exceeds it; `undefined` for no bound. */
  setMaxBytes(maxBytes: ByteSize | undefined): void {
    this.slots.bound({ ...this.slots.bounds, maxBytes: toMaxBytes(maxBytes) });
    this.slots.notices.deliver();
  }

  /** Reclaims what has expired, and says how many entries that were. */
  sweep(): number {
    const dropped = this.slots.dropExpired();
    this.slots.notices.deliver();
    return dropped;
  }

  /** Settings and entries for `BoundedMap.from`. Byte arrays come back as Buffers, other values as JSON keeps them. */
  toJSON(): Snapshot {
    return snapshotOf(this.settings(), this.settled().order);
  }

  /** Ends the sweep for good. Everything else works on. */
  close(): void {
    this.#sweeper?.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  protected override settings() {
    const { defaultTimeToLive: timeToLive } = this;
    const { maxEntries, maxBytes } = this.slots.bounds;
    return {
      ...(maxEntries !== Number.POSITIVE_INFINITY && { maxEntries }),
      ...(maxBytes !== Number.POSITIVE_INFINITY && { maxBytes }),
      timeToLive,
      sweepEvery: this.#sweepEvery === Number.POSITIVE_INFINITY ? ('never' as const) : this.#sweepEvery,
    };
  }

  #put(key: K, value: V, expiresAt: number): void {
    this.slots.put(key, value, expiresAt);
    this.slots.notices.deliver();
  }

  #remove(slot: Slot<K, V> | undefined): Slot<K, V> | undefined {
    if (slot) this.slots.drop(slot, 'deleted');
    this.slots.notices.deliver();
    return slot;
  }
}
