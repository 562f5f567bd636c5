import type { EpochMilliseconds } from './clock/duration.js';
import type { CacheEntry } from './entry/cache-entry.js';
import type { Freshness } from './entry/freshness.js';
import type { LifeSpan } from './entry/life-span.js';
import type { Explanation } from './explain/explanation.js';
import type { CallOptions } from './flight/call-options.js';
import type { NotModified } from './flight/load-context.js';
import type { CacheKey } from './key/cache-key.js';
import type { CacheStatistics } from './observe/cache-statistics.js';
import type { WriteTarget } from './write/write-target.js';

export type AnyFunction = (this: any, ...args: any[]) => unknown;

/** What a call of the memoized function resolves with. */
export type Loaded<F extends AnyFunction> = Exclude<Awaited<ReturnType<F>>, NotModified>;

/** The function itself where it is asynchronous, so that generics and overloads survive; else its asynchronous form. */
export type MemoizedCall<F extends AnyFunction> =
  // In brackets: what TypeScript cannot see through, such as a generic T[K], is `any` here and would become a union of both.
  [ReturnType<F>] extends [Promise<unknown>]
    ? F
    : (this: ThisParameterType<F>, ...args: Parameters<F>) => Promise<Awaited<ReturnType<F>>>;

/** An entry as `peek` sees it. */
export interface Peeked<V> extends CacheEntry<V> {
  readonly freshness: Freshness;
}

/** A load under way, or one that waits for its turn. */
export interface InFlight {
  readonly key: CacheKey;
  /** When it began; while it waits, when that began. */
  readonly since: EpochMilliseconds;
  /** How many calls joined the one that started it, or a load that no call started. */
  readonly joined: number;
  readonly background: boolean;
  /** It waits for its turn under a limit on concurrent loads. */
  readonly queued: boolean;
}

/** What a memoized function has besides being the function. All of it works detached from the function, too. */
export interface MemoizedHandle<Args extends readonly any[], Value> extends AsyncDisposable {
  /**
   * Nobody is served the result of these arguments any more: it is gone from the storage, and a load that is under way
   * answers those who wait for it already and is not stored.
   *
   * @throws {InvalidationUnconfirmedError} if the storage does not confirm in time; this process then distrusts the key
   *   until a retry is confirmed
   */
  invalidate(...args: Args): Promise<void>;
  /** As `invalidate`, for everything in the function's namespace. */
  invalidateAll(): Promise<void>;
  /** As `invalidate`, by a key that `keyOf` gave. */
  invalidateKey(key: CacheKey): Promise<void>;
  /** As `invalidate`, for every result in the storage that carries one of the tags, also of other functions. */
  invalidateTags(tags: readonly string[]): Promise<void>;
  /** The result is only a fallback from now on: the next call loads, and gets it if that fails. */
  expire(...args: Args): Promise<void>;
  expireTags(tags: readonly string[]): Promise<void>;
  /** Loads now, whatever is cached, and never answers what was loaded before. Rejects with the loader's error. */
  refresh(...args: Args): Promise<Value>;
  /** Stores a value as if it had been loaded just now. */
  prime(
    args: Args,
    value: Value,
    options?: LifeSpan & { readonly tags?: readonly string[] | undefined },
  ): Promise<'stored' | 'refused'>;
  /** What stands, also if it is stale or expired but kept; `undefined` if nothing does. Loads and counts nothing. */
  peek(...args: Args): Promise<Peeked<Value> | undefined>;
  /**
   * What a call would get without a load: fresh or stale, and counted as a hit; else `undefined`, counted as a miss. For
   * one whose loads are elsewhere, such as a cache with `get` and `set`.
   */
  recall(...args: Args): Promise<Peeked<Value> | undefined>;
  /**
   * Says what the next call with these arguments would do, and why. As `peek` it loads and counts nothing, takes no lease
   * and leaves the order of eviction alone; only a version function is asked, as a call would ask it.
   */
  explain(...args: Args): Promise<Explanation>;
  keyOf(...args: Args): CacheKey;
  /** The result of these arguments, for `withWrite`. */
  target(...args: Args): WriteTarget;
  /** Loads that run now, background ones too. */
  inFlight(): readonly InFlight[];
  statistics(): CacheStatistics;
  /** Ends what the function owns; calls are refused from then on. Its storage is closed by whoever made it. */
  close(): Promise<void>;
}

/** A function that is memoized: itself, and the handle. */
export type Memoized<F extends AnyFunction> = MemoizedCall<F> &
  MemoizedHandle<Parameters<F>, Loaded<F>> & {
    /** The same function, for one request. */
    with(options: CallOptions): MemoizedCall<F>;
  };
