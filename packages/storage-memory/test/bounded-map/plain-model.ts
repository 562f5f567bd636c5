import type { EpochMilliseconds, Milliseconds, RemovalReason } from '@memoir/core';

/** Told apart by `id`; `size` is what it counts for. */
export interface Sized {
  readonly id: number;
  readonly size: number;
}

interface Held {
  readonly value: Sized;
  expiresAt: EpochMilliseconds;
}

/** What a bounded map does, said as plainly as can be: a Map in order of use, without anything that has expired. */
export class PlainModel {
  now = 0;
  maxEntries: number | undefined;
  maxBytes: number | undefined;
  timeToLive: Milliseconds = Number.POSITIVE_INFINITY;
  /** All that left, except by expiry: when that is noticed is the map's own business. */
  readonly left: [key: string, id: number, reason: RemovalReason][] = [];
  /** How many values were taken. */
  written = 0;
  #held = new Map<string, Held>();

  wait(milliseconds: Milliseconds): void {
    this.now += milliseconds;
    for (const [key, { expiresAt }] of this.#held) if (expiresAt <= this.now) this.#held.delete(key);
  }

  get(key: string) {
    const held = this.#held.get(key);
    if (held) this.#reorder(held, key, 'newest');
    return held?.value;
  }

  peek(key: string) {
    return this.#held.get(key)?.value;
  }

  has(key: string) {
    return this.#held.has(key);
  }

  set(key: string, value: Sized, timeToLive = this.timeToLive) {
    if (value.size > (this.maxBytes ?? Number.POSITIVE_INFINITY)) return 'too large';
    this.written++;
    this.#remove(key, 'replaced');
    this.#held.set(key, { value, expiresAt: this.now + timeToLive });
    this.#shrink();
    return undefined;
  }

  getOrInsert(key: string, value: Sized) {
    const held = this.#held.get(key);
    return held ? this.get(key) : (this.set(key, value) ?? value);
  }

  delete(key: string) {
    return this.#remove(key, 'deleted') !== undefined;
  }

  take(key: string) {
    return this.#remove(key, 'deleted');
  }

  deleteOldest() {
    return this.#deleteAt(0);
  }

  deleteNewest() {
    return this.#deleteAt(-1);
  }

  touch(key: string, to: 'newest' | 'oldest') {
    const held = this.#held.get(key);
    if (held) this.#reorder(held, key, to);
    return held !== undefined;
  }

  remaining(key: string) {
    const held = this.#held.get(key);
    return held && held.expiresAt - this.now;
  }

  expireAt(key: string, at: EpochMilliseconds) {
    const held = this.#held.get(key);
    if (held) held.expiresAt = at;
    this.wait(0);
    return held !== undefined;
  }

  setTimeToLive(key: string, timeToLive: Milliseconds) {
    return this.expireAt(key, this.now + timeToLive);
  }

  setMaxEntries(maxEntries: number | undefined) {
    this.maxEntries = maxEntries;
    this.#shrink();
  }

  setMaxBytes(maxBytes: number | undefined) {
    this.maxBytes = maxBytes;
    this.#shrink();
  }

  clear() {
    for (const key of [...this.#held.keys()]) this.#remove(key, 'cleared');
  }

  get size() {
    return this.#held.size;
  }

  get byteSize() {
    return [...this.#held.values()].reduce((sum, { value }) => sum + value.size, 0);
  }

  /** Nothing to do: here nothing is held that has expired, and nothing is lost on the way through JSON. */
  sweep() {}
  restore() {}

  entries() {
    return [...this.#held].map(([key, { value }]) => [key, value]);
  }

  #remove(key: string, reason: RemovalReason) {
    const held = this.#held.get(key);
    if (held) this.left.push([key, held.value.id, reason]);
    this.#held.delete(key);
    return held?.value;
  }

  #deleteAt(index: number) {
    const found = [...this.#held].at(index);
    return found && [found[0], this.#remove(found[0], 'deleted')];
  }

  #reorder(held: Held, key: string, to: 'newest' | 'oldest') {
    this.#held.delete(key);
    const others = [...this.#held];
    this.#held = new Map(to === 'newest' ? [...others, [key, held]] : [[key, held], ...others]);
  }

  #shrink() {
    while (this.size > (this.maxEntries ?? this.size) || this.byteSize > (this.maxBytes ?? this.byteSize)) {
      this.#remove(this.#held.keys().next().value!, 'evicted');
    }
  }
}
