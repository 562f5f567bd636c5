import type { Milliseconds } from '../clock/duration.js';
import type { CacheEntry } from '../entry/cache-entry.js';
import { StoredEntry } from '../entry/stored-entry.js';
import type { Fill } from './fills.js';

/** Later than any instant of an `OffsetClock` that matters, and still a machine integer, which a hit compares faster. */
export const NEVER = 2 ** 31 - 1;

/** An entry of the near tier: the facts of the far one, and what decides whether it can still be trusted here. */
export class NearEntry<V> extends StoredEntry<V> {
  /** The last removal of many that it outlived, or else when it was asked for. One comparison with it is a hit's whole check. */
  checkedAt: number;
  /** The monotonic time of the moment at which the far tier was asked. */
  readonly askedAt: Milliseconds;
  readonly #loadedIn: Milliseconds;

  constructor(
    entry: CacheEntry<V>,
    fill: Fill,
    /** Served without a second look until then. Both instants are those of an `OffsetClock`. */
    public freshUntil: number,
    /** Not served from then on. */
    readonly nearUntil: number,
    /** The object that the far tier answered with: the right to replace it hangs on it. */
    readonly original: CacheEntry<V> | undefined,
  ) {
    const { value, createdAt, staleAt, expiresAt, keepUntil, loadedIn, tags, version } = entry;
    super(value, createdAt, staleAt, expiresAt, keepUntil, loadedIn, tags, version);
    this.checkedAt = fill.sequence;
    this.askedAt = fill.askedAt;
    this.#loadedIn = loadedIn;
  }

  override get loadedIn(): Milliseconds {
    return this.#loadedIn;
  }
}
