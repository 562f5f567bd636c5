import type { Clock } from '../clock/clock.js';
import type { Milliseconds } from '../clock/duration.js';
import type { StorageError } from '../errors.js';
import type { CacheKey } from '../key/cache-key.js';

/**
 * What was taken away from a storage that processes share. Never a value: whoever hears of it forgets what it has, and
 * reads again when it is asked.
 */
export type Invalidation =
  /** These keys were invalidated, expired, or hold a newer value by somebody's wish. */
  (
    | { readonly kind: 'keys'; readonly namespace: string; readonly keys: readonly CacheKey[] }
    /** The whole namespace was cleared. */
    | { readonly kind: 'namespace'; readonly namespace: string }
    /** Everything that carries one of these tags was invalidated or expired, in every namespace. */
    | { readonly kind: 'tags'; readonly tags: readonly string[] }
  ) & {
    /** Whose doing it was, as `KeyspaceContext.origin` says: who did it has forgotten already. */
    readonly origin?: string | undefined;
    /** The number that the storage issued for a namespace or for tags, where it issues any; for the storage alone to read. */
    readonly epoch?: string | undefined;
  };

/** A place in a log, which only the log itself can read; a later append has another one. */
export type LogPosition = string;

/**
 * Why something may have been missed: `started` (nobody was told of what came before), `trimmed` (the log has forgotten
 * where this process stood), `replaced` (another log, or one that may have lost its end: failover, restart, a cluster's
 * slot handed on), `lost` (whatever else: the driver cannot say).
 */
export type LogGap = 'started' | 'trimmed' | 'replaced' | 'lost';

/** One who follows a log. None of the methods may throw; the driver calls them one at a time, synchronously. */
export interface LogFollower {
  /**
   * Told of each, one's own included, in the order of the log; of two that concern different keys, in any order.
   *
   * @param position where it stands
   */
  invalidated(invalidation: Invalidation, position: LogPosition): void;
  /**
   * Everything that anybody had appended by that instant has been told. An instant lies in the past: it is when the
   * question was *sent* whose answer is the proof, and never the time at which that answer came.
   *
   * @param until of the monotonic time of the clock that was given to `follow`; never smaller than before; `Infinity` where
   *   followers are told before `append` answers
   */
  complete(until: Milliseconds): void;
  /**
   * Something may have been missed. What is told after this, and proven by `complete`, begins here: what a reader has
   * read before this call it must not trust any more, also what it is reading at this moment.
   */
  gap(reason: LogGap): void;
  /** The log cannot be reached. The driver tries again by itself, for ever; told once per outage. */
  failed(error: StorageError): void;
}

export interface FollowOptions {
  readonly clock: Clock;
  /** How often `complete` should be told at least, while all is well. */
  readonly proveEvery: Milliseconds;
  /**
   * For how long the follower relies on a proof, counted from the instant that `complete` names. Who says so is waited for
   * by `spread`; left out, it relies on nothing.
   */
  readonly reliesFor?: Milliseconds | undefined;
}

/** One follower's way through the log. */
export interface LogSubscription {
  /** What was told last, or where it began; `undefined` until the log has been reached. */
  readonly position: LogPosition | undefined;
  /**
   * The follower is told nothing more, and relies on no proof any more; timers and connections that served it alone end.
   * Idempotent.
   */
  close(): void;
}

/**
 * Tells every process what was taken away. Delivers everything at least once, and resumes where it stood after a lost
 * connection; where it cannot, it says so by `gap`.
 */
export interface InvalidationLog {
  /**
   * Resolves when the log has it: every follower will be told, or told of a gap. To be called when the removal has taken
   * effect, never before: who hears of it too early reads the old value again, and keeps it.
   *
   * @throws {StorageError} if it is not known whether the log has it
   */
  append(invalidation: Invalidation): Promise<LogPosition>;
  /**
   * Follows from the present end on. As soon as the log is reached, the follower is told `gap('started')`, and then
   * everything. Until then, and while the log cannot be reached, it is told nothing, and so can prove nothing. Keeps no
   * process alive.
   */
  follow(follower: LogFollower, options: FollowOptions): LogSubscription;
  /**
   * Resolves when everything that had been appended before this call has been told to every follower in every process, or
   * to all but those that cannot rely on a proof any more which is older than it: at the latest when so much time has passed as
   * any of them relies on one. Never rejects. Where a log cannot tell, it lacks this method.
   *
   * @param by as to `follow`: whose clock measures that time, and how long its own followers rely on a proof
   */
  spread?(by: FollowOptions): Promise<void>;
}
