import type { Scheduler } from 'fast-check';
import type { CacheEntry, CacheKey, CacheStorage, Keyspace } from '../../src/index.js';

/** An asynchronous storage whose answers come when the scheduler lets them; per key they come in the order asked. */
export class ScheduledStorage implements CacheStorage {
  readonly standing = new Map<CacheKey, CacheEntry<any>>();
  readonly #tails = new Map<CacheKey, Promise<unknown>>();

  constructor(
    private readonly scheduler: Scheduler,
    readonly shared: boolean,
  ) {}

  keyspace<V>(): Keyspace<V> {
    const { standing } = this;
    return {
      get: (key) => this.#answer('get', key, () => standing.get(key)),
      offer: (key, entry) =>
        this.#answer('offer', key, () => {
          standing.set(key, entry);
          return 'stored' as const;
        }),
      release: (key) => this.#answer('release', key, () => (standing.delete(key) ? 'released' : 'kept')),
      invalidate: (key) => this.#answer('invalidate', key, () => void standing.delete(key)),
      expire: (key) =>
        this.#answer('expire', key, () => {
          const entry = standing.get(key);
          if (entry) standing.set(key, { ...entry, staleAt: entry.createdAt, expiresAt: entry.createdAt });
        }),
      clear: () => this.#answerAll(() => standing.clear()),
    };
  }

  #answer<T>(name: string, key: CacheKey, carryOut: () => T): Promise<T> {
    const before = this.#tails.get(key) ?? Promise.resolve();
    const answer = before.then(() => this.scheduler.schedule(Promise.resolve(), `${name} ${key}`)).then(carryOut);
    this.#tails.set(key, answer);
    return answer;
  }

  #answerAll<T>(carryOut: () => T): Promise<T> {
    const answer = Promise.all(this.#tails.values())
      .then(() => this.scheduler.schedule(Promise.resolve(), 'clear'))
      .then(carryOut);
    for (const key of this.#tails.keys()) this.#tails.set(key, answer);
    return answer;
  }
}
