/** Limits, batching, schemas and scheduled refresh as users type them; compiled only, like everything in this folder. */
import {
  type Awaitable,
  DefaultInMemoryCacheConfiguration,
  LoadLimit,
  type ManyCall,
  MutableCacheConfiguration,
  memoize,
  memoizeMany,
  type StandardSchema,
} from 'memoir';

interface Song {
  readonly title: string;
  readonly seconds: number;
}
declare function find(title: string): Promise<Song>;
declare function findMany(titles: readonly string[]): Promise<Song[]>;
declare const Song: StandardSchema<Song>;
declare const Title: StandardSchema<string>;

// Limits.
const radio = new LoadLimit({ name: 'radio', concurrent: 5, queue: 200, queueTimeout: '5s' });
radio.setConcurrent(10);
export const load: number = radio.running + radio.waiting;
memoize(find, { maxConcurrentLoads: 2, loadLimit: radio });
// @ts-expect-error a limit is an object that functions share
memoize(find, { loadLimit: 5 });
// @ts-expect-error there is no such unit
new LoadLimit({ concurrent: 1, queueTimeout: '5 seconds' });

// Schemas: of what the function returns.
export const checked = memoize(find, {
  schema: Song,
  migrate: (stored): Awaitable<Song> => ({ title: String(stored), seconds: 0 }),
});
// @ts-expect-error a schema of something else
memoize(find, { schema: Title });
// @ts-expect-error a migration to something else
memoize(find, { schema: Song, migrate: () => 'title' });

// The fluent form.
MutableCacheConfiguration.initializedWith<[title: string], Song>(new DefaultInMemoryCacheConfiguration())
  .setMaxConcurrentLoads(2)
  .setLoadLimit(radio)
  .setSchema(Song)
  .setMigrate((stored) => ({ title: String(stored), seconds: 0 }))
  .setScheduledRefresh({ every: '1m', olderThan: '5m', stopWhenIdleFor: '1h' });

// Many at once, and for one request.
const songs = memoizeMany(findMany, { schema: Song, loadLimit: radio, maxBatch: 100, gather: '5ms' });
export const both: Song[] = await songs.many(['a', 'b']);
export const settled: PromiseSettledResult<Song>[] = await songs.manySettled(['a', 'b']);
const once: ManyCall<string, Song> = songs.with({ signal: AbortSignal.timeout(1_000) });
export const again: Song[] = await once.many(['a']);
await songs.invalidateMany(['a']);
// @ts-expect-error keys are texts
await songs.many([1]);
