import {
  type CacheOptions,
  type CacheStorage,
  createMemoizer,
  type LifeSpan,
  type Milliseconds,
  standardConfiguration,
} from '@memoir/core';
import { type KeyvLine, lineOn } from './keyv-line.js';

/** What of a function's configuration means something to a store; all of it also holds for what `wrap` loads. */
export type KeyvMemoirOptions = Pick<
  CacheOptions,
  | 'capacity'
  | 'clock'
  | 'evictionStrategy'
  | 'keepStaleFor'
  | 'listeners'
  | 'loadLimit'
  | 'logger'
  | 'maxConcurrentLoads'
  | 'methodTimeout'
  | 'retryBackoff'
  | 'softTimeout'
  | 'staleOnError'
  | 'storageFailurePolicy'
  | 'storageTimeout'
  | 'waitUntil'
> & {
  /**
   * How long before its end `wrap` already refreshes, behind the scenes, what `set` has stored.
   *
   * @default 0, not before its end
   */
  readonly refreshThreshold?: Milliseconds | undefined;
};

/**
 * A store for Keyv 5 and 6 on any storage of memoir: `new Keyv({ store: new KeyvMemoir(storage) })`. Who makes the
 * storage closes it; `disconnect` ends what the store itself owns.
 *
 * Each namespace of a Keyv is the namespace `keyv:<name>` of the storage, or `keyv` where it has none, so every Keyv
 * takes a store of its own. A storage without a bound of its own keeps 4096 entries unless `capacity` says otherwise.
 * Whether a storage failure is a miss or an error that Keyv hears of says `storageFailurePolicy`; a removal that the
 * storage does not confirm is always an error.
 */
export class KeyvMemoir {
  /** Keyv writes its own into it. */
  namespace: string | undefined = undefined;
  /** Keyv's adapters have some; here it is what else Keyv's own tools may put in. */
  readonly opts: Record<string, unknown> = {};
  readonly #lines = new Map<string, KeyvLine>();
  readonly #open: (namespace: string) => KeyvLine;
  readonly #refreshThreshold: Milliseconds;
  #isClosed = false;

  /** @throws {ConfigurationError} for a wrong option, at the first use */
  constructor(storage: CacheStorage, { refreshThreshold = 0, ...options }: KeyvMemoirOptions = {}) {
    const memoizer = createMemoizer(standardConfiguration(storage));
    this.#refreshThreshold = refreshThreshold;
    this.#open = (namespace) => lineOn(memoizer, namespace, options);
  }

  async get(key: string): Promise<any> {
    return (await this.line.recall(key))?.value;
  }

  async getMany(keys: readonly string[]): Promise<any[]> {
    return await Promise.all(keys.map((key) => this.get(key)));
  }

  /** @returns false if it is not stored: the storage failed, or a removal of the key is under way */
  async set(key: string, value: unknown, timeToLive?: Milliseconds): Promise<boolean> {
    if (timeToLive === undefined) return (await this.line.prime([key], value)) === 'stored';
    if (timeToLive > 0) return (await this.line.prime([key], value, this.#lifeSpanOf(timeToLive))) === 'stored';
    await this.line.invalidate(key);
    return true;
  }

  async setMany(entries: readonly { key: string; value: unknown; ttl?: Milliseconds | undefined }[]): Promise<any> {
    return await Promise.all(entries.map(({ key, value, ttl }) => this.set(key, value, ttl)));
  }

  /** @returns whether something stood there */
  async delete(key: string): Promise<boolean> {
    const wasThere = await this.has(key).catch(() => false); // what cannot be read can still be removed
    await this.line.invalidate(key);
    return wasThere;
  }

  /** @returns whether all of them stood there */
  async deleteMany(keys: readonly string[]): Promise<boolean> {
    return (await Promise.all(keys.map((key) => this.delete(key)))).every(Boolean);
  }

  async has(key: string): Promise<boolean> {
    const peeked = await this.line.peek(key);
    return peeked !== undefined && peeked.freshness !== 'expired';
  }

  async hasMany(keys: readonly string[]): Promise<boolean[]> {
    return await Promise.all(keys.map((key) => this.has(key)));
  }

  /** Everything in the Keyv's namespace. */
  async clear(): Promise<void> {
    await this.line.invalidateAll();
  }

  async disconnect(): Promise<void> {
    this.#isClosed = true;
    for (const line of this.#lines.values()) await line.close();
  }

  /** The memoized function behind the present namespace: for `statistics()`, `inFlight()` and the like. */
  get line(): KeyvLine {
    const name = this.namespace ? `keyv:${this.namespace}` : 'keyv';
    let line = this.#lines.get(name);
    if (line === undefined) {
      line = this.#open(name);
      this.#lines.set(name, line);
      if (this.#isClosed) void line.close();
    }
    return line;
  }

  #lifeSpanOf(timeToLive: Milliseconds): LifeSpan {
    if (timeToLive === Number.POSITIVE_INFINITY) return { expireAfter: 'never' };
    return { updateAfter: Math.max(1, timeToLive - this.#refreshThreshold), expireAfter: timeToLive };
  }
}
