/**
 * What users write around their functions. Nothing of this folder runs: it is compiled against the packed types, with
 * and without DOM. What has to compile stands there; what must not has a comment that expects the error.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { ManualClock, serdeConformance, storageConformance } from '@memoir/core/testing';
import { JsonSerde } from '@memoir/serde-json';
import {
  ArgumentsKeyExtractor,
  createMemoizer,
  DefaultInMemoryCacheConfiguration,
  handleOf,
  InvalidationSupport,
  LeastFrequentlyUsedEvictionStrategy,
  LeastRecentlyUsedEvictionStrategy,
  LoadTimeoutError,
  type MemoizedHandle,
  MemoryStorage,
  MutableCacheConfiguration,
  memoize,
  memoized,
  memoizeWithContext,
  ProvidedLifeSpanEntryBuilder,
  parseDuration,
  SerializedStorage,
} from 'memoir';

interface Book {
  readonly isbn: string;
  readonly title: string;
  readonly shelf: string;
}
declare const library: {
  find(isbn: string): Promise<Book>;
  search(words: string, page?: number): Promise<Book[]>;
};
/** Compiles only if both are the same type. */
function same<A, B>(
  ..._proof: (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? [] : [never]
): void {}

// A function stays what it is, and gets its handle.
const findBook = memoize(async (isbn: string) => library.find(isbn));
export const moby: Book = await findBook('9780142437247');
same<Awaited<ReturnType<typeof findBook>>, Book>();
await findBook.invalidate('9780142437247');
await findBook.expire('9780142437247');
export const reloaded: Book = await findBook.refresh('9780142437247');
await findBook.invalidateAll();
// @ts-expect-error the function takes a text
await findBook(42);
// @ts-expect-error and so does its invalidation
await findBook.invalidate(42);
// @ts-expect-error which needs it
await findBook.invalidate();
// @ts-expect-error and takes no more
await findBook.invalidate('9780142437247', 'de');

// Optional and rest parameters.
const search = memoize((words: string, page?: number) => library.search(words, page));
await search('whale');
await search('whale', 2);
await search.invalidate('whale');
const total = memoize(async (first: number, ...others: number[]) => others.reduce((sum, each) => sum + each, first));
await total.invalidate(1, 2, 3);
// @ts-expect-error numbers all the way
await total(1, '2');

// Synchronous functions become asynchronous; functions that need `this` keep it.
const double = memoize((value: number) => value * 2);
export const four: Promise<number> = double(2);
const shelved = memoize(async function (this: { readonly shelf: string }, title: string) {
  return `${this.shelf}: ${title}`;
});
export const label: string = await shelved.call({ shelf: 'sea' }, 'Moby-Dick');

// Generic and overloaded functions.
const wrap = memoize(async <T extends string | number>(value: T) => ({ value }));
same<Awaited<ReturnType<typeof wrap<'a'>>>, { value: 'a' }>();
async function page(at: number): Promise<number>;
async function page(at: string): Promise<string>;
async function page(at: number | string): Promise<number | string> {
  return at;
}
const pages = memoize(page);
export const byNumber: number = await pages(1);
export const byName: string = await pages('index');

// Options know the parameters and the result.
memoize((isbn: string, language?: string) => library.find(`${isbn}-${language}`), {
  namespace: 'books',
  updateAfter: '2m',
  expireAfter: '1h',
  keepStaleFor: '1d',
  capacity: 1_000,
  methodTimeout: 'never',
  selectArguments: (isbn, language) => [isbn, language ?? 'en'],
  tags: (isbn) => [`book:${isbn}`],
  resultTags: (book) => [`shelf:${book.shelf}`],
});
memoize(library.find, { lifeSpan: (book) => ({ expireAfter: book.shelf === 'classics' ? 'never' : '1d' }) });
memoize(library.find, { updateAfter: parseDuration(process.env['UPDATE_AFTER'] ?? '2m') });
// @ts-expect-error no such unit
memoize(library.find, { updateAfter: '2 minutes' });
// @ts-expect-error no such option
memoize(library.find, { updateafter: '2m' });
// @ts-expect-error a capacity is a number
memoize(library.find, { capacity: '1000' });
// @ts-expect-error a book has no author
memoize(library.find, { resultTags: (book) => [book.author] });
// @ts-expect-error not a function
memoize('find');

// The fluent form.
const configuration = MutableCacheConfiguration.initializedWith(new DefaultInMemoryCacheConfiguration({ capacity: 10 }))
  .setNamespace('library')
  .setStorage(new MemoryStorage({ maxEntries: 10_000, maxBytes: '64M' }))
  .setEntryBuilder(new ProvidedLifeSpanEntryBuilder({ updateAfter: '1m', expireAfter: '5m' }))
  .setEvictionStrategy(() => new LeastRecentlyUsedEvictionStrategy({ capacity: 100 }))
  .setKeyExtractor(new ArgumentsKeyExtractor())
  .setMethodTimeout('10s');
export const fluent = memoize(library.find, configuration);
configuration.setLifeSpan({ updateAfter: '30s' }).setBypassed(false).setCapacity(50);
const byYear = MutableCacheConfiguration.initializedWith(new DefaultInMemoryCacheConfiguration()).setTags(
  (year: number) => [`year:${year}`],
);
memoize(async (year: number) => year, byYear);
// @ts-expect-error its tags are made of a number
memoize(library.find, byYear);
memoize(library.find, { evictionStrategy: new LeastFrequentlyUsedEvictionStrategy({ capacity: 100, weigh: () => 2 }) });

// App-wide defaults.
const app = createMemoizer(() => new DefaultInMemoryCacheConfiguration({ expireAfter: '1h' }));
export const opening: { readonly from: number } = await app.memoize(async (day: string) => ({ from: day.length }), {
  namespace: 'opening-hours',
})('Monday');

// A backend of one's own in three functions, held against the conformance suites.
const files = new SerializedStorage(
  {
    read: (key) => readFile(`cache/${encodeURIComponent(key)}`).catch(() => undefined),
    write: (key, bytes) => writeFile(`cache/${encodeURIComponent(key)}`, bytes),
    remove: (key) => rm(`cache/${encodeURIComponent(key)}`, { force: true }),
  },
  { serde: new JsonSerde(), shared: true },
);
const runner = { describe: (_name: string, body: () => void) => body(), it: () => undefined };
storageConformance(runner, 'files', () => files);
serdeConformance(runner, 'json', () => new JsonSerde());

// Invalidation from elsewhere.
const borrowed = new InvalidationSupport<[isbn: string]>();
memoize(library.find, { invalidation: borrowed });
await borrowed.invalidateForArguments(['9780142437247']);
// @ts-expect-error the arguments of the function, as a list
await borrowed.invalidateForArguments('9780142437247');

// Decorators.
class Shelves {
  @memoized
  async all(): Promise<string[]> {
    return ['sea', 'classics'];
  }

  @memoized()
  async first(): Promise<string> {
    return 'sea';
  }

  @memoized({ updateAfter: '5s', tags: (shelf: string) => [shelf] })
  async books(shelf: string): Promise<Book[]> {
    return library.search(shelf);
  }

  // @ts-expect-error what is synchronous cannot become asynchronous under its callers
  @memoized({ updateAfter: '5s' })
  count(): number {
    return 2;
  }
}
const shelves = new Shelves();
await handleOf(shelves, 'books').invalidate('sea');
// @ts-expect-error its parameter is a text
await handleOf(shelves, 'books').invalidate(1);

// The context of a load.
const download = memoizeWithContext(async (context, url: string) => {
  const before = context.previous<{ readonly etag: string }>();
  context.setLifeSpan({ expireAfter: '5m' });
  context.addTags('downloads');
  return before?.value.etag === url ? context.notModified() : { etag: url };
});
same<Awaited<ReturnType<typeof download>>, { etag: string }>();
await download.invalidate('https://example.org/');

// One call, and what stands behind it.
await findBook.with({ signal: new AbortController().signal, waitUntil: (work) => void work })('9780142437247');
const peeked = await findBook.peek('9780142437247');
export const title: string | undefined = peeked?.freshness === 'stale' ? peeked.value.title : undefined;
await findBook.prime(['9780142437247'], moby, { expireAfter: '1m', tags: ['book'] });
// @ts-expect-error that is no book
await findBook.prime(['9780142437247'], 'Moby-Dick');
export const ratio: number = findBook.statistics().hitRatio;
export const running: number[] = findBook.inFlight().map((load) => load.since);
try {
  await findBook('');
} catch (error) {
  console.error(error instanceof LoadTimeoutError ? error.key : error);
}

// Code for any memoized function; the end of one.
export async function forgetAll(functions: readonly MemoizedHandle<any, any>[]): Promise<void> {
  await Promise.all(functions.map((each) => each.invalidateAll()));
}
await forgetAll([findBook, search, total, download]);
{
  await using brief = memoize(async () => 'gone');
  await brief();
}

// Time in tests.
const clock = new ManualClock(0);
memoize(library.find, { clock, updateAfter: '10m', expireAfter: '30m' });
await clock.advance('10m');
