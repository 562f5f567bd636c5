import type { Milliseconds } from '../clock/duration.js';
import type { CacheKey } from '../key/cache-key.js';
import type { CacheStorage } from './cache-storage.js';

/** What a write is about to change. */
export type QuarantineTarget =
  | { readonly kind: 'key'; readonly namespace: string; readonly key: CacheKey }
  | { readonly kind: 'tag'; readonly tag: string };

declare const quarantine: unique symbol;

/** One write's quarantine of its targets; opaque outside the storage that issued it. */
export interface Quarantine {
  readonly [quarantine]: true;
}

export interface QuarantineOptions {
  /** How long it stands without `extend`: a writer that dies leaves misses for so long. */
  readonly standsFor: Milliseconds;
  /** Goes into the log's messages, see `KeyspaceContext.origin`. */
  readonly origin?: string | undefined;
}

/**
 * A storage that can keep out what is loaded while somebody writes to the source. Found by the presence of `quarantine`.
 *
 * One write, step by step: `quarantine`; then the write to the source, `extend` each time half of `standsFor` has passed;
 * then `confirm`, also where the write failed, since a commit may have come through.
 *
 * While a target is in quarantine, every reader misses and every load is served and not stored: `acquire` answers
 * `quarantined` for a key, and for tags that it is told; what turns out to carry such a tag only when it is offered is
 * refused. That holds for each load that *began* during a quarantine, also where it ends later; so that a writer which
 * dies between its commit and `confirm` leaves nothing that was read before the commit.
 *
 * Several writes may have the same target at a time. Each stands by itself: it is over for a target when the last has
 * been confirmed or has run out.
 */
export interface QuarantiningStorage extends CacheStorage {
  /**
   * Takes away what stands for the targets, voids every permit, and keeps them empty from now on. Resolves when that
   * holds for whoever reads this storage, and the log, if there is one, has been appended to.
   *
   * @throws {StorageError} if it is not known to hold for all of them; the write must not begin then, and whatever was
   *   set runs out by itself
   */
  quarantine(targets: readonly QuarantineTarget[], options: QuarantineOptions): Promise<Quarantine>;
  /**
   * Keeps it for another `standsFor`.
   *
   * @returns false if it had run out for one of the targets, or was lost: what was loaded since may have been stored, and
   *   is removed by `confirm`
   */
  extend(quarantine: Quarantine): Promise<boolean>;
  /**
   * The write is over, whichever way. Invalidates the targets unconditionally, whatever stands there by now, and ends the
   * quarantine; then appends to the log. May be called again after a failure.
   *
   * @throws {StorageError} if it is not known to have taken effect
   */
  confirm(quarantine: Quarantine): Promise<void>;
}
