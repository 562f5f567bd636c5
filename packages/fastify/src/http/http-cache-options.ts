import type { CacheOptions, CacheStorage, Duration } from '@memoir/core';

export interface HttpCacheOptions
  extends Pick<
    CacheOptions,
    | 'capacity'
    | 'clock'
    | 'evictionStrategy'
    | 'listeners'
    | 'logger'
    | 'methodTimeout'
    | 'retryBackoff'
    | 'storageTimeout'
  > {
  readonly storage: CacheStorage;
  /** @default 'http responses' */
  readonly namespace?: string | undefined;
  /**
   * Whether all routes are cached as far as their answers allow; otherwise those with `config: { cache: true }`. A route
   * with `config: { cache: false }` never is.
   *
   * @default false
   */
  readonly everyRoute?: boolean | undefined;
  /**
   * What an answer gets that has no ETag: a weak one, which says that it means the same, a strong one, which says that it
   * is the same byte for byte, or none.
   *
   * @default 'weak'
   */
  readonly etag?: 'weak' | 'strong' | false | undefined;
  /** Whether a client may ask for a new answer by `Cache-Control: no-cache` and the like. @default true */
  readonly obeysReload?: boolean | undefined;
  /**
   * The share of its age for which an answer with `Last-Modified`, but without a lifetime, is taken for fresh (RFC 9111,
   * section 4.2.2).
   *
   * @default 0
   */
  readonly heuristicShare?: number | undefined;
  /**
   * How long requests for an answer that may not be shared go straight through, in place of waiting for one another.
   *
   * @default '10s'
   */
  readonly passFor?: Duration | undefined;
}
