import type { Clock, EpochMilliseconds, RemovalReason } from '@memoir/core';
import type { Sweepable, Sweeper } from '../sweeper.js';
import { Lifetimes } from './lifetimes.js';
import { RecencyList } from './recency-list.js';
import type { RemovalNotices } from './removal-notices.js';
import { Slot } from './slot.js';
import { ValueTooLargeError } from './value-too-large-error.js';
import type { Weigher } from './weigher.js';

/** How much may be held; `Infinity` where it does not matter. */
export interface Bounds {
  readonly maxEntries: number;
  readonly maxBytes: number;
}

/** What is needed to hold slots. */
export interface SlotsParts<K, V> {
  readonly bounds: Bounds;
  readonly clock: Clock;
  readonly weigher: Weigher<K, V>;
  readonly notices: RemovalNotices<K, V>;
  readonly sweeper: Sweeper | undefined;
}

/**
 * Keys and values in the order of their last use, within bounds, some of them until an instant. Each method leaves a
 * consistent state behind; the listener hears of it only when the notices are delivered.
 */
export class BoundedSlots<K, V> implements Sweepable {
  isWatched = false;
  isPerishable = false;
  readonly order = new RecencyList<Slot<K, V>>();
  readonly notices: RemovalNotices<K, V>;
  readonly #byKey = new Map<K, Slot<K, V>>();
  readonly #lifetimes: Lifetimes<K, V>;
  readonly #weigher: Weigher<K, V>;
  readonly #sweeper: Sweeper | undefined;
  #bounds: Bounds;
  /** Sum over all slots; `undefined` until somebody asks for bytes. */
  #bytes: number | undefined;

  constructor({ bounds, clock, weigher, notices, sweeper }: SlotsParts<K, V>) {
    this.#lifetimes = new Lifetimes(clock);
    this.#weigher = weigher;
    this.#sweeper = sweeper;
    this.notices = notices;
    this.#bounds = bounds;
    this.bound(bounds);
  }

  get size(): number {
    return this.#byKey.size;
  }

  /** From the first time it is asked on, every write is measured. */
  get bytes(): number {
    if (this.#bytes === undefined) {
      let bytes = 0;
      for (const slot of this.order) bytes += slot.bytes ??= this.#weigh(slot.key, slot.value);
      this.#bytes = bytes;
    }
    return this.#bytes;
  }

  get bounds(): Bounds {
    return this.#bounds;
  }

  /** The slot, expired or not. */
  find(key: K): Slot<K, V> | undefined {
    return this.#byKey.get(key);
  }

  /** The slot, unless it has expired. */
  findLive(key: K): Slot<K, V> | undefined {
    const slot = this.#byKey.get(key);
    return slot === undefined || this.#lifetimes.hasEnded(slot) ? undefined : slot;
  }

  hasExpired(slot: Slot<K, V>): boolean {
    return this.#lifetimes.hasEnded(slot);
  }

  /** @returns its bytes, 0 where nobody counts them; `undefined` if it would not fit alone */
  weigh(key: K, value: V): number | undefined {
    if (this.#bytes === undefined) return 0;
    const bytes = this.#weigh(key, value);
    return bytes > this.#bounds.maxBytes ? undefined : bytes;
  }

  keys(): Iterable<K> {
    return this.#byKey.keys();
  }

  /**
   * @param weight what `weigh` has just answered, if it was asked
   * @throws {ValueTooLargeError} if it would not fit alone; nothing is changed then
   */
  put(key: K, value: V, expiresAt: EpochMilliseconds, weight?: number): void {
    const bytes = this.#bytes === undefined ? undefined : (weight ?? this.#weigh(key, value));
    if (bytes !== undefined && bytes > this.#bounds.maxBytes)
      throw new ValueTooLargeError(bytes, this.#bounds.maxBytes);
    const old = this.#byKey.get(key);
    if (old) this.drop(old, this.hasExpired(old) ? 'expired' : 'replaced');
    const slot = new Slot(key, value, bytes);
    this.#byKey.set(key, slot);
    this.order.addNewest(slot);
    this.#count(slot, 1);
    this.setExpiry(slot, expiresAt);
    this.#shrink();
  }

  setExpiry(slot: Slot<K, V>, at: EpochMilliseconds): void {
    this.#lifetimes.set(slot, at);
    if (this.#lifetimes.size === 0) return;
    this.isPerishable = true;
    if (!this.isWatched) this.#sweeper?.watch(this);
  }

  drop(slot: Slot<K, V>, reason: RemovalReason): void {
    this.#byKey.delete(slot.key);
    this.order.remove(slot);
    this.#lifetimes.forget(slot);
    this.#count(slot, -1);
    this.notices.add(slot.key, slot.value, reason);
  }

  /** @returns how many had expired */
  dropExpired(): number {
    let dropped = 0;
    for (let { due } = this.#lifetimes; due; { due } = this.#lifetimes) {
      this.drop(due, 'expired');
      dropped++;
    }
    return dropped;
  }

  clear(): void {
    if (this.notices.areHeard) {
      for (const slot of this.order)
        this.notices.add(slot.key, slot.value, this.hasExpired(slot) ? 'expired' : 'cleared');
    }
    this.#byKey.clear();
    this.order.clear();
    this.#lifetimes.clear();
    if (this.#bytes !== undefined) this.#bytes = 0;
  }

  /** Sets bounds, and gives up at once what exceeds them. */
  bound(bounds: Bounds): void {
    // Before the bound stands: sizeOf may throw.
    if (bounds.maxBytes !== Number.POSITIVE_INFINITY) this.#bytes = this.bytes;
    this.#bounds = bounds;
    this.#shrink();
  }

  *reclaim(): Generator<void, void> {
    for (let { due } = this.#lifetimes; due; { due } = this.#lifetimes) {
      this.drop(due, 'expired');
      this.notices.deliver();
      yield;
    }
    this.isPerishable = this.#lifetimes.size > 0;
  }

  /** What has expired goes first, then what was used longest ago. */
  #shrink(): void {
    while (this.size > this.#bounds.maxEntries || (this.#bytes ?? 0) > this.#bounds.maxBytes) {
      const { due } = this.#lifetimes;
      if (due) this.drop(due, 'expired');
      else this.drop(this.order.oldest!, 'evicted');
    }
  }

  #weigh(key: K, value: V): number {
    return this.#weigher.weigh(key, value, this.#bounds.maxBytes);
  }

  #count(slot: Slot<K, V>, sign: 1 | -1): void {
    if (this.#bytes !== undefined) this.#bytes += sign * slot.bytes!;
  }
}
