import { AsyncLocalStorage } from 'node:async_hooks';
import type { CacheKey } from '../key/cache-key.js';

// Made with the first session that runs: where none does, asynchronous contexts cost nothing.
let sessions: AsyncLocalStorage<CacheSession> | undefined;
const sessionsOfObjects = new WeakMap<object, CacheSession>();

/**
 * A span of work, such as a request, that sees one version per function and arguments, however often it asks and whatever
 * changes meanwhile.
 */
export class CacheSession {
  /** Weak by function: a session that lives long keeps no function alive. */
  readonly #versions = new WeakMap<object, Map<CacheKey, Promise<string | undefined>>>();

  /** The session of the work that runs now, if it runs in one. */
  static current(): CacheSession | undefined {
    return sessions?.getStore();
  }

  /** The session that belongs to an object, such as a request; the same object gives the same session. */
  static of(owner: object): CacheSession {
    let session = sessionsOfObjects.get(owner);
    if (session === undefined) {
      session = new CacheSession();
      sessionsOfObjects.set(owner, session);
    }
    return session;
  }

  /** Runs `fn` in this session; calls below it see one version per function and arguments. */
  run<R>(fn: () => R): R {
    sessions ??= new AsyncLocalStorage<CacheSession>();
    return sessions.run(this, fn);
  }

  /** @internal Whether a version is known already, so that asking for it changes nothing. */
  knows(method: object, key: CacheKey): boolean {
    return this.#versions.get(method)?.has(key) === true;
  }

  /** @internal A version that fails is asked for again. */
  versionOf(method: object, key: CacheKey, ask: () => Promise<string | undefined>): Promise<string | undefined> {
    const versions = this.#versions.get(method) ?? new Map<CacheKey, Promise<string | undefined>>();
    this.#versions.set(method, versions);
    const standing = versions.get(key);
    if (standing !== undefined) return standing;
    const version = ask();
    versions.set(key, version);
    version.catch(() => {
      if (versions.get(key) === version) versions.delete(key);
    });
    return version;
  }
}
