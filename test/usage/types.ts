/** What the types of a memoized function keep, and what they refuse; compiled only, like everything in this folder. */
import {
  type CacheKey,
  type CacheOptions,
  createMemoizer,
  DefaultInMemoryCacheConfiguration,
  type EntryBuilder,
  type EntryContext,
  handleOf,
  InvalidationSupport,
  type Memoized,
  type MemoizedHandle,
  MutableCacheConfiguration,
  memoize,
  memoized,
  memoizeWithContext,
  type Postprocessing,
} from 'memoir';

interface Song {
  readonly title: string;
  readonly seconds: number;
}
declare function find(title: string): Promise<Song>;
/** Compiles only if both are the same type. */
function same<A, B>(
  ..._proof: (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? [] : [never]
): void {}

// Generic functions: the instantiation of each call survives, also through `with` and options.
const boxed = memoize(async <T extends string | number>(value: T) => ({ value }), { expireAfter: '1h' });
export const literal: 'a' = (await boxed('a')).value;
export const three: 3 = (await boxed.with({ refresh: true })(3)).value;
await boxed.invalidate('a');
// @ts-expect-error neither a text nor a number
await boxed(true);
const pick = memoize(async <T, K extends keyof T & string>(from: T, key: K): Promise<T[K]> => from[key]);
export const picked: number = await pick({ title: 'x', seconds: 1 }, 'seconds');
// @ts-expect-error there is no such key
await pick({ title: 'x' }, 'seconds');

// Overloads: each can be called; the handle knows the last one, as TypeScript's `Parameters` does.
async function length(of: string): Promise<number>;
async function length(of: Song, unit: 'minutes'): Promise<string>;
async function length(of: string | Song, unit?: 'minutes'): Promise<number | string> {
  return unit === undefined ? String(of).length : '1 minute';
}
const lengths = memoize(length);
export const inSeconds: number = await lengths('x');
export const inMinutes: string = await lengths({ title: 'x', seconds: 60 }, 'minutes');
await lengths.invalidate({ title: 'x', seconds: 60 }, 'minutes');
// @ts-expect-error no overload takes a text with a unit
await lengths('x', 'minutes');

// Optional, default and rest parameters, in calls and in the handle.
const pages = memoize(async (_from: string, _to?: string, _size = 10) => [] as Song[]);
await pages('a');
await pages('a', undefined, 5);
await pages.refresh('a', 'b');
await pages.peek('a', 'b', 5);
await pages.prime(['a'], []);
await pages.prime(['a', 'b', 5], []);
// @ts-expect-error the first is not optional
await pages();
// @ts-expect-error nor in the handle
await pages.expire();
// @ts-expect-error too many
pages.keyOf('a', 'b', 5, 6);
// @ts-expect-error nothing can be primed without its arguments
await pages.prime([], []);
const mixed = memoize(async (first: string, ...others: readonly number[]) => first.length + others.length);
await mixed.invalidate('a');
await mixed.invalidate('a', 1, 2);
// @ts-expect-error the others are numbers
await mixed.invalidate('a', '1');
const none = memoize(async () => 1);
await none.invalidate();
// @ts-expect-error it takes nothing
await none.invalidate(undefined);

// `this`, synchronous functions, and those that are only sometimes asynchronous.
const shelved = memoize(async function (this: { readonly shelf: number }, add: number) {
  return this.shelf + add;
});
export const sum: number = await shelved.call({ shelf: 1 }, 2);
// @ts-expect-error it needs its `this`
await shelved.call({}, 2);
// @ts-expect-error also without a word
await shelved(2);
const half = memoize((value: number) => value / 2);
same<ReturnType<typeof half>, Promise<number>>();
// @ts-expect-error the memoized one is asynchronous
export const halved: number = half(2);
const sometimes = memoize((value: number): number | Promise<string> => (value > 1 ? value : Promise.resolve('one')));
same<ReturnType<typeof sometimes>, Promise<number | string>>();
same<Awaited<ReturnType<typeof sometimes.refresh>>, number | string>();
const nothing = memoize(async (): Promise<undefined> => undefined);
same<Awaited<ReturnType<typeof nothing>>, undefined>();
const maybe = memoize(async (title: string): Promise<Song | undefined> => (title ? find(title) : undefined));
same<Awaited<ReturnType<typeof maybe>>, Song | undefined>();
// @ts-expect-error not a function
memoize({ find });
// @ts-expect-error nothing to memoize
memoize();

// The whole type can be named.
export const named: Memoized<typeof find> = memoize(find);
export const handles: readonly MemoizedHandle<any, any>[] = [boxed, lengths, pages, shelved, half, nothing, named];

// Spans that are none.
// @ts-expect-error no unit
memoize(find, { expireAfter: '10' });
// @ts-expect-error no such unit
memoize(find, { expireAfter: '10sec' });
// @ts-expect-error no number
memoize(find, { updateAfter: 's' });
// @ts-expect-error a unit before the number
memoize(find, { updateAfter: 's10' });
// @ts-expect-error a date is no span
memoize(find, { keepStaleFor: new Date() });
// @ts-expect-error a timeout of the storage ends
memoize(find, { storageTimeout: 'never' });
// @ts-expect-error any text
memoize(find, { methodTimeout: 'soon' as string });
// @ts-expect-error a life span in a builder, too
new DefaultInMemoryCacheConfiguration({ expireAfter: '1 hour' });
// @ts-expect-error and in a setter
MutableCacheConfiguration.initializedWith(new DefaultInMemoryCacheConfiguration()).setMethodTimeout('2 minutes');

// Options that are none, or belong to another function.
// @ts-expect-error no such option
memoize(find, { ttl: '10s' });
// @ts-expect-error a policy that does not exist
memoize(find, { storageFailurePolicy: 'ignore' });
// @ts-expect-error the first parameter is a text
memoize(find, { tags: (title: number) => [`${title}`] });
// @ts-expect-error tags are a list
memoize(find, { tags: (title) => title });
// @ts-expect-error the result is a song
memoize(find, { lifeSpan: (song: string) => ({ expireAfter: song.length }) });
// @ts-expect-error a life span has no such part
memoize(find, { lifeSpan: () => ({ expires: '1h' }) });
// @ts-expect-error there is no second argument to select
memoize(find, { selectArguments: (_title, second: number) => [second] });
// @ts-expect-error arguments of another function
memoize(find, { invalidation: new InvalidationSupport<[id: number]>() });
memoize(find, { invalidation: new InvalidationSupport<[title: string]>(), capacity: undefined });
export const options: CacheOptions<[title: string], Song> = {
  tags: (title) => [title],
  resultTags: (song, title) => [song.title, title],
  selectArguments: (title) => [title.toLowerCase()],
  lifeSpan: ({ seconds }, title) => ({ expireAfter: title === '' ? 'never' : seconds }),
};
memoize(find, options);
// @ts-expect-error options for a function of texts
memoize(async (id: number) => id, options);
class Short implements Postprocessing<Song> {
  apply(song: Song): Song {
    return { ...song, seconds: 1 };
  }
}
memoize(find, { postprocessing: new Short() });
// @ts-expect-error a postprocessing for songs
memoize(async (id: string) => id.length, { postprocessing: new Short() });
class Brief implements EntryBuilder<Song> {
  build(_key: CacheKey, song: Song, context: EntryContext) {
    return context.entry(song, { expireAfter: song.seconds });
  }
}
memoize(find, { entryBuilder: new Brief() });
// @ts-expect-error an entry builder for songs
memoize(async (id: string) => id.length, { entryBuilder: new Brief() });

// A memoizer of one's own types its functions alike.
const app = createMemoizer(new DefaultInMemoryCacheConfiguration());
export const song: Song = await app.memoize(find, { tags: (title) => [title] })('x');
// @ts-expect-error no such option
app.memoize(find, { ttl: 1 });

// The context is the loader's alone.
const download = memoizeWithContext(async (context, url: string, size = 1) => {
  context.addTags(url);
  return size > 1 ? context.notModified() : { url };
});
same<Awaited<ReturnType<typeof download>>, { url: string }>();
await download('x');
await download.invalidate('x', 2);
// @ts-expect-error no context in a call
await download({}, 'x');

// Decorators: asynchronous methods, whose parameters and results stay.
class Player {
  @memoized
  async current(): Promise<Song> {
    return find('x');
  }

  @memoized({ expireAfter: '1h', instanceKey: (self: Player) => self.name })
  async next(after: string, count?: number): Promise<Song[]> {
    return [await find(`${after}${count}`)];
  }

  // @ts-expect-error a synchronous method cannot become asynchronous under its callers
  @memoized
  volume(): number {
    return 11;
  }

  // @ts-expect-error nor with parentheses
  @memoized()
  mute(): void {}

  // @ts-expect-error only methods
  @memoized
  accessor name = 'x';

  // @ts-expect-error no such option
  @memoized({ ttl: '1h' })
  async stop(): Promise<void> {}

  plain(): number {
    return 1;
  }
}
const player = new Player();
same<Awaited<ReturnType<typeof player.next>>, Song[]>();
await handleOf(player, 'next').invalidate('x');
await handleOf(player, 'next').prime(['x', 2], []);
export const current: Song = await handleOf(player, 'current').refresh();
// @ts-expect-error its first parameter is a text
await handleOf(player, 'next').invalidate(1);
// @ts-expect-error there is no such method
handleOf(player, 'previous');
// @ts-expect-error a synchronous method has no handle
await handleOf(player, 'plain').invalidate();
