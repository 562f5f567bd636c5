import { type Awaitable, isThenable } from '../awaitable.js';
import type { Milliseconds } from '../clock/duration.js';
import { StorageError } from '../errors.js';
import type { CacheKey } from '../key/cache-key.js';
import type { ByteStore } from './byte-store.js';

/** Somebody's byte functions, made safe to call: whatever they throw or reject with arrives as a `StorageError`. */
export class ByteBackend {
  readonly #store: ByteStore;

  constructor(store: ByteStore) {
    this.#store = store;
  }

  /** @returns what the backend holds, unchecked; `undefined` where it holds nothing */
  read(name: string, key?: CacheKey): Awaitable<unknown> {
    return reach('read', key, () => this.#store.read(name));
  }

  /** @param timeToLive at least 1 ms is passed on: some backends take 0 for an error, others for ever */
  write(name: string, bytes: Uint8Array, timeToLive: Milliseconds, key?: CacheKey): Awaitable<void> {
    return reach('write', key, () => this.#store.write(name, bytes, Math.max(1, Math.ceil(timeToLive))));
  }

  remove(name: string, key?: CacheKey): Awaitable<void> {
    return reach('remove', key, () => this.#store.remove(name));
  }
}

function reach<T>(command: keyof ByteStore, key: CacheKey | undefined, call: () => Awaitable<T>): Awaitable<T> {
  const fail = (cause: unknown): never => {
    throw cause instanceof StorageError ? cause : new StorageError(`the backend failed to ${command}`, { key, cause });
  };
  try {
    const answer = call();
    return isThenable(answer) ? Promise.resolve(answer).catch(fail) : answer;
  } catch (error) {
    return fail(error);
  }
}
