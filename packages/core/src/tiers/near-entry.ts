import type { Milliseconds } from '../clock/duration.js';
import type { CacheEntry } from '../entry/cache-entry.js';
import { StoredEntry } from '../entry/stored-entry.js';

/** Later than any instant of an `OffsetClock` that matters, and still a machine integer, which a hit compares faster. */
export const NEVER = 2 ** 31 - 1;

/** When and how an entry came into the near tier. Instants are those of an `OffsetClock`. */
export interface Arrival<V> {
  /** The number, in the order of the process, of the moment at which the far tier was asked. */
  readonly sequence: number;
  /** The monotonic time of that moment. */
  readonly askedAt: Milliseconds;
  /** Served without a second look until then. */
  readonly freshUntil: number;
  /** Not served from then on. */
  readonly nearUntil: number;
  /** The object that the far tier answered with: the right to replace it hangs on it. */
  readonly original: CacheEntry<V> | undefined;
}

/** An entry of the near tier: the facts of the far one, and what decides whether it can still be trusted here. */
export class NearEntry<V> extends StoredEntry<V> {
  /** The last removal of many that it outlived, or else when it was asked for. One comparison with it is a hit's whole check. */
  checkedAt: number;
  readonly askedAt: Milliseconds;
  freshUntil: number;
  readonly nearUntil: number;
  readonly original: CacheEntry<V> | undefined;
  readonly #loadedIn: Milliseconds;

  constructor(entry: CacheEntry<V>, arrival: Arrival<V>) {
    const { value, createdAt, staleAt, expiresAt, keepUntil, loadedIn, tags, version } = entry;
    super(value, createdAt, staleAt, expiresAt, keepUntil, loadedIn, tags, version);
    this.checkedAt = arrival.sequence;
    this.askedAt = arrival.askedAt;
    this.freshUntil = arrival.freshUntil;
    this.nearUntil = arrival.nearUntil;
    this.original = arrival.original;
    this.#loadedIn = loadedIn;
  }

  override get loadedIn(): Milliseconds {
    return this.#loadedIn;
  }
}
