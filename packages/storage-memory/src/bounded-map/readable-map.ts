import { type InspectOptions, inspect } from 'node:util';
import type { BoundedSlots } from './bounded-slots.js';
import type { Slot } from './slot.js';

/** For what stands on a map from within this package. */
export let slotsOf: <K, V>(map: ReadableMap<K, V>) => BoundedSlots<K, V>;

/** The reading half of a Map over slots, from the least recently used on. What has expired cannot be seen. */
export abstract class ReadableMap<K, V> {
  protected readonly slots: BoundedSlots<K, V>;

  static {
    slotsOf = (map) => map.slots;
  }

  protected constructor(slots: BoundedSlots<K, V>) {
    this.slots = slots;
  }

  /** What `util.inspect` shows beside the entries. */
  protected abstract settings(): object;

  /** How many entries there are to see. Reclaims what has expired. */
  get size(): number {
    return this.settled().size;
  }

  /**
   * How many bytes the keys, the values and the map's own needs take, by estimate or by `sizeOf`; measured once per write
   * and only where somebody asks, by `maxBytes` or here. Reclaims what has expired.
   */
  get byteSize(): number {
    return this.settled().bytes;
  }

  /** Counts as a use, and does not extend the lifetime. */
  get(key: K): V | undefined {
    const slot = this.live(key);
    if (slot) this.slots.order.promote(slot);
    return slot?.value;
  }

  /** As `get`, without counting as a use. */
  peek(key: K): V | undefined {
    return this.slots.findLive(key)?.value;
  }

  /** Does not count as a use. */
  has(key: K): boolean {
    return this.slots.findLive(key) !== undefined;
  }

  /**
   * Goes through the keys that are held when it begins, and skips what has gone when its turn comes: reading a key moves
   * it to the end of the order, and an iteration over the order itself might never come to an end.
   */
  *entries(): MapIterator<[K, V]> {
    for (const { key } of [...this.slots.order]) {
      const slot = this.slots.findLive(key);
      if (slot) yield [key, slot.value];
    }
  }

  *keys(): MapIterator<K> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): MapIterator<V> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }

  get [Symbol.toStringTag](): string {
    return 'BoundedMap';
  }

  [inspect.custom](depth: number, options: InspectOptions): string {
    if (depth < 0) return '[BoundedMap]';
    return inspect(Object.assign(new Map(this), this.settings()), options).replace('Map', 'BoundedMap');
  }

  /** The slot unless it has expired, which is told of then. */
  protected live(key: K): Slot<K, V> | undefined {
    const slot = this.slots.find(key);
    if (slot === undefined || !this.slots.hasExpired(slot)) return slot;
    this.slots.drop(slot, 'expired');
    this.slots.notices.deliver();
    return undefined;
  }

  /** The slots without those that have expired. */
  protected settled(): BoundedSlots<K, V> {
    if (this.slots.dropExpired() > 0) this.slots.notices.deliver();
    return this.slots;
  }
}
