import type { Awaitable } from './awaitable.js';
import type { Duration } from './clock/duration.js';
import type { CacheOptions } from './configuration/cache-options.js';
import type { CallOptions } from './flight/call-options.js';
import type { LoadContext } from './flight/load-context.js';
import type { MemoizedHandle } from './memoized.js';

/**
 * Loads many keys at once: answers an array of the same length and order, with an `Error` in the place of a key that
 * failed, or a map that has every key.
 */
export type LoadMany<K, V> = (
  keys: readonly K[],
  context: LoadContext,
) => Awaitable<ReadonlyArray<V | Error> | ReadonlyMap<K, V>>;

export type ManyOptions<K, V> = CacheOptions<[key: K], V> & {
  /** The most keys of one call of the loader; more are several calls. Unlimited unless given. */
  readonly maxBatch?: number | undefined;
  /** How long loads are gathered before the loader is called: to the end of the tick, or for a span. @default 'tick' */
  readonly gather?: 'tick' | Duration | undefined;
};

/** The calls of a function for one key or many. */
export interface ManyCall<K, V> {
  (key: K): Promise<V>;
  /** In the order asked, duplicates too; rejects with the first failure. */
  many(keys: readonly K[]): Promise<V[]>;
  /** In the order asked; one failing key does not fail the others. */
  manySettled(keys: readonly K[]): Promise<PromiseSettledResult<V>[]>;
}

/** A function for one key that can also be asked for many, and loads together what is asked for together. */
export interface MemoizedMany<K, V> extends ManyCall<K, V>, MemoizedHandle<[key: K], V> {
  /** The same function, for one request. A signal lets the request leave all its keys. */
  with(options: CallOptions): ManyCall<K, V>;
  /** As `invalidate` for each of the keys; all are invalidated, also where one of them cannot be confirmed. */
  invalidateMany(keys: readonly K[]): Promise<void>;
}
