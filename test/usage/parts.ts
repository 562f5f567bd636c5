/** The interfaces of core as users implement them; compiled only, like everything in this folder. */
import {
  type ByteSize,
  type CacheEntry,
  type CacheKey,
  type CacheListener,
  type CacheStorage,
  type Clock,
  type Duration,
  type EntryBuilder,
  type EntryContext,
  type EvictionStrategy,
  type KeyExtractor,
  type Keyspace,
  LoadTimeoutError,
  type Logger,
  MemoirError,
  type Postprocessing,
  parseByteSize,
  parseDuration,
  type Serde,
  systemClock,
  UnkeyableArgumentError,
} from '@memoir/core';
import { ManualClock } from '@memoir/core/testing';

interface Book {
  readonly title: string;
  readonly pages: number;
}

// Spans: a number of milliseconds, or a number with its unit.
export const spans: Duration[] = [250, '250ms', '1.5h', parseDuration(process.env['EVERY'] ?? '1d')];
// @ts-expect-error a unit that does not exist
export const fortnight: Duration = '2w';
// @ts-expect-error a span has an end
export const forEver: Duration = 'never';

// Sizes.
export const sizes: ByteSize[] = [1_024, '64K', '1.5G', parseByteSize('128M')];

// A storage, written directly.
export class Shelf implements CacheStorage {
  readonly shared = false;

  keyspace<V>(): Keyspace<V> {
    const entries = new Map<CacheKey, CacheEntry<V>>();
    return {
      get: (key) => entries.get(key),
      offer: (key, entry) => {
        entries.set(key, entry);
        return 'stored';
      },
      release: (key) => {
        entries.delete(key);
        return 'released';
      },
      invalidate: (key) => void entries.delete(key),
      expire: (key) => void entries.delete(key),
      clear: () => entries.clear(),
    };
  }
}
export class Broken implements CacheStorage {
  readonly shared = false;
  // @ts-expect-error a keyspace is more than a name
  keyspace(): string {
    return 'books';
  }
}

// Parts that users write.
export class ByLength implements EntryBuilder<Book> {
  build(_key: CacheKey, book: Book, context: EntryContext): CacheEntry<Book> {
    return context.entry(book, { updateAfter: book.pages * 1_000, expireAfter: 'never' });
  }
}
export class WithoutCase implements KeyExtractor<[title: string]> {
  extract([title]: [title: string], _self: unknown, method: { readonly name: string }): CacheKey {
    return `${method.name}:${title.toLowerCase()}`;
  }
}
export class Abridged implements Postprocessing<Book> {
  apply(book: Book): Book {
    return { ...book, pages: Math.min(book.pages, 100) };
  }
}
export class Rot13 implements Serde {
  readonly id = 'rot13';
  serialize(value: unknown): Uint8Array {
    return new TextEncoder().encode(JSON.stringify(value));
  }
  deserialize(bytes: Uint8Array): unknown {
    return JSON.parse(new TextDecoder().decode(bytes));
  }
}
export class FirstInFirstOut implements EvictionStrategy {
  readonly #keys = new Set<CacheKey>();
  constructor(private readonly capacity: number) {}
  markRead(): void {}
  markWritten(key: CacheKey): void {
    this.#keys.add(key);
  }
  markReleased(key: CacheKey): void {
    this.#keys.delete(key);
  }
  nextToRelease(): CacheKey | undefined {
    return this.#keys.size > this.capacity ? this.#keys.values().next().value : undefined;
  }
  tracked(): Iterable<CacheKey> {
    return this.#keys;
  }
}
export const logger: Logger = { debug() {}, info() {}, warn: console.warn, error: console.error };
export const listener: CacheListener = { hit: ({ key, freshness }) => void [key, freshness] };

// Errors are told apart by class or by code.
export function explain(error: unknown): string {
  if (error instanceof UnkeyableArgumentError) {
    return error.path;
  }
  if (error instanceof LoadTimeoutError) {
    return `late: ${error.key}`;
  }
  return error instanceof MemoirError && error.code === 'ERR_MEMOIR_STORAGE' ? 'storage' : 'unknown';
}

// Time.
export const clocks: Clock[] = [systemClock, new ManualClock(0)];
export const moved: Promise<void> = new ManualClock().advance('10m');
