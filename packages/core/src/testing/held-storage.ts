import type { CacheEntry } from '../entry/cache-entry.js';
import type { CacheKey } from '../key/cache-key.js';
import type { CacheStorage } from '../storage/cache-storage.js';
import { expiredAt } from '../storage/expired-at.js';
import type { Keyspace, KeyspaceContext } from '../storage/keyspace.js';
import type { HeldCommand, HeldCommandName } from './held-command.js';

export interface HeldStorageOptions {
  /** @default false */
  readonly shared?: boolean | undefined;
}

interface Expected {
  readonly name: HeldCommandName;
  readonly key: CacheKey | undefined;
  readonly resolve: (command: HeldCommand) => void;
}

/**
 * An asynchronous storage for choreographed tests: every command waits until the test lets it take effect and be
 * answered, in any order.
 *
 *     const call = cached('ada');
 *     const read = await storage.next('get');
 *     await cached.invalidate('ada');
 *     read.release();
 *
 * It keeps no order among commands by itself: what is released last wins.
 */
export class HeldStorage implements CacheStorage {
  readonly shared: boolean;
  /** Every command in the order of arrival, such as `get ada`, `clear`. */
  readonly log: string[] = [];
  readonly #entries = new Map<string, Map<CacheKey, CacheEntry<unknown>>>();
  readonly #waiting: HeldCommand[] = [];
  readonly #expected: Expected[] = [];
  #holds = true;

  constructor(options: HeldStorageOptions = {}) {
    this.shared = options.shared ?? false;
  }

  /** How many commands wait that the test has not taken: a test that ends with some has missed them. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * The next command of that name, oldest first: one that waits, or else the next to come. Each is handed out once.
   *
   * @param key only a command for this key, where it is given
   */
  next(name: HeldCommandName, key?: CacheKey): Promise<HeldCommand> {
    const index = this.#waiting.findIndex((command) => isMeant(command, name, key));
    if (index >= 0) return Promise.resolve(this.#waiting.splice(index, 1)[0]!);
    return new Promise((resolve) => this.#expected.push({ name, key, resolve }));
  }

  /** From now on commands that the test does not wait for are answered at once, also those that wait already. */
  letThrough(): void {
    this.#holds = false;
    for (const command of this.#waiting.splice(0)) command.release();
  }

  /** Holds commands again. */
  hold(): void {
    this.#holds = true;
  }

  keyspace<V>(namespace: string, context: KeyspaceContext): Keyspace<V> {
    const entries = this.#entriesOf(namespace);
    const send = <T>(name: HeldCommandName, key: CacheKey, effect: () => T, entry?: CacheEntry<V>): Promise<T> =>
      this.#receive({ name, namespace, key, entry }, effect);
    return {
      get: (key) => send('get', key, () => entries.get(key) as CacheEntry<V> | undefined),
      offer: (key, entry) => {
        const store = () => {
          entries.set(key, { ...entry });
          return 'stored' as const;
        };
        return send('offer', key, store, entry);
      },
      release: (key) =>
        send('release', key, () => {
          if (this.shared) return 'kept';
          entries.delete(key);
          return 'released';
        }),
      invalidate: (key) => send('invalidate', key, () => void entries.delete(key)),
      expire: (key) =>
        send('expire', key, () => {
          const entry = entries.get(key);
          if (entry) entries.set(key, expiredAt(context.clock.now(), entry));
        }),
      clear: () => send('clear', '', () => entries.clear()),
    };
  }

  #receive<T>(facts: Pick<HeldCommand, 'name' | 'namespace' | 'key' | 'entry'>, effect: () => T): Promise<T> {
    this.log.push(facts.name === 'clear' ? 'clear' : `${facts.name} ${facts.key}`);
    return new Promise((resolve, reject) => {
      let answer: { readonly value: T } | undefined;
      const take = () => {
        answer ??= { value: effect() };
        return answer.value;
      };
      const command: HeldCommand = {
        ...facts,
        apply() {
          take();
          return this;
        },
        release: () => resolve(take()),
        fail: reject,
      };
      this.#arrive(command);
    });
  }

  #arrive(command: HeldCommand): void {
    const index = this.#expected.findIndex(({ name, key }) => isMeant(command, name, key));
    if (index >= 0) this.#expected.splice(index, 1)[0]!.resolve(command);
    else if (this.#holds) this.#waiting.push(command);
    else command.release();
  }

  #entriesOf(namespace: string): Map<CacheKey, CacheEntry<unknown>> {
    const entries = this.#entries.get(namespace) ?? new Map<CacheKey, CacheEntry<unknown>>();
    this.#entries.set(namespace, entries);
    return entries;
  }
}

function isMeant(command: HeldCommand, name: HeldCommandName, key: CacheKey | undefined): boolean {
  return command.name === name && (key === undefined || command.key === key);
}
