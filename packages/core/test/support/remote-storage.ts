import type { CacheEntry, CacheKey, CacheStorage, Keyspace } from '../../src/index.js';

/** One command that has been sent and not answered yet. */
export interface HeldCommand {
  readonly name: string;
  readonly key: CacheKey;
  /** Carries it out now and answers; what stands is what stands at this moment. */
  answer(): void;
  fail(error: unknown): void;
}

/**
 * An asynchronous storage whose every command waits until the test answers it. With `isHolding = false` it answers at
 * once. What stands can be changed behind the back of whoever uses it, as another process does.
 */
export class RemoteStorage implements CacheStorage {
  readonly commands: HeldCommand[] = [];
  readonly standing = new Map<CacheKey, CacheEntry<any>>();
  /** Keys that another process invalidated: what was loaded before is refused once. */
  readonly voided = new Set<CacheKey>();
  isHolding = true;

  constructor(readonly shared = true) {}

  keyspace<V>(): Keyspace<V> {
    return {
      get: (key) => this.#send('get', key, () => this.standing.get(key)),
      offer: (key, entry) =>
        this.#send('offer', key, () => {
          if (this.voided.delete(key)) return 'refused';
          this.standing.set(key, entry);
          return 'stored';
        }),
      release: (key) => this.#send('release', key, () => 'kept' as const),
      invalidate: (key) => this.#send('invalidate', key, () => void this.standing.delete(key)),
      expire: (key) => this.#send('expire', key, () => {}),
      clear: () => this.#send('clear', '', () => this.standing.clear()),
    };
  }

  /** Answers the next command, which has to be this one. */
  answer(name: string): void {
    const command = this.commands.shift();
    if (command?.name !== name) throw new Error(`the next command is ${command?.name ?? 'none'}, not ${name}`);
    command.answer();
  }

  #send<T>(name: string, key: CacheKey, carryOut: () => T): Promise<T> {
    if (!this.isHolding) return Promise.resolve().then(carryOut);
    return new Promise((resolve, reject) => {
      this.commands.push({ name, key, answer: () => resolve(carryOut()), fail: reject });
    });
  }
}
