/** What callers get when a source is slow or failing, as users write it; compiled only, like everything in this folder. */
import {
  DefaultInMemoryCacheConfiguration,
  type EarlyRefresh,
  type ExpireAtTime,
  type Jitter,
  MutableCacheConfiguration,
  memoize,
  memoizeWithContext,
  type RetryBackoff,
} from 'memoir';

interface Song {
  readonly title: string;
  readonly seconds: number;
}
declare function find(title: string): Promise<Song>;
declare function findOrNull(title: string): Promise<Song | null>;
class NotFound extends Error {}

// Everything in the options; callbacks know the function's parameters and result.
export const getSong = memoize(find, {
  keepStaleFor: '1h',
  expireAfterAccess: '10m',
  softTimeout: '200ms',
  staleOnError: (error) => !(error instanceof NotFound),
  retryBackoff: { from: '1s', to: '1m' },
  fallback: (error, title) => {
    if (error instanceof NotFound) throw error;
    return { title: title.toUpperCase(), seconds: 0 };
  },
  errorLifeSpan: (error, title) =>
    error instanceof NotFound ? { expireAfter: title === '' ? 'never' : '30s' } : undefined,
  expireAtTime: { at: '03:00', timeZone: 'Europe/Berlin' },
  jitter: 0.1,
  earlyRefresh: { beta: 1 },
});
export const getLater = memoize(find, { fallback: async (_error, title) => ({ title, seconds: 0 }) });
export const getSongOrNull = memoize(findOrNull, {
  fallback: () => null,
  lifeSpan: (song) => (song === null ? { expireAfter: '10s' } : {}),
});
// @ts-expect-error a fallback gives what the function gives
memoize(find, { fallback: () => null });
// @ts-expect-error the arguments are those of the function
memoize(find, { errorLifeSpan: (_error, title: number) => ({ expireAfter: title }) });
// @ts-expect-error an error is unknown until it is looked at
memoize(find, { staleOnError: (error) => error.code !== 404 });
// @ts-expect-error misspelt
memoize(find, { jitter: { upto: 0.1 } });
// @ts-expect-error it has both ends
memoize(find, { retryBackoff: { from: '1s' } });

// The same by setters.
const base = new DefaultInMemoryCacheConfiguration();
const jitter: Jitter = { upTo: 0.1, by: 'random' };
const earlyRefresh: EarlyRefresh = { beta: 2 };
const retryBackoff: RetryBackoff = { from: 500, to: '10s' };
const moment: ExpireAtTime = { at: '0 3 * * mon-fri' };
const configuration = MutableCacheConfiguration.initializedWith<[title: string], Song>(base)
  .setLifeSpan({ keepStaleFor: '1h', expireAfterAccess: '10m' })
  .setSoftTimeout('200ms')
  .setStaleOnError((error) => !(error instanceof NotFound))
  .setRetryBackoff(retryBackoff)
  .setFallback((_error, title: string) => ({ title, seconds: 0 }))
  .setErrorLifeSpan((error, title: string) => (error instanceof NotFound ? { expireAfter: title.length } : undefined))
  .setExpireAtTime(moment)
  .setJitter(jitter)
  .setEarlyRefresh(earlyRefresh);
export const getFluent = memoize(find, configuration);
configuration.setStaleOnError(undefined).setErrorLifeSpan(undefined).setFallback(undefined);

// A loader that asks whether what is known still holds.
export const getPage = memoizeWithContext(
  async (context, path: string) => {
    const known = context.previous<{ etag: string }>();
    const response = await fetch(path, { headers: { 'if-none-match': known?.value.etag ?? '' } });
    return response.status === 304 ? context.notModified() : { etag: response.headers.get('etag') ?? '' };
  },
  { fallback: () => ({ etag: '' }) },
);
