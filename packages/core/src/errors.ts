import type { CacheKey } from './key/cache-key.js';

/** What an error of memoir is made with, besides its message. */
export interface MemoirErrorDetails {
  readonly key?: CacheKey | undefined;
  readonly cause?: unknown;
}

/** Base of every error that memoir itself makes. A loader's own errors are passed on unchanged and are not of this family. */
export class MemoirError extends Error {
  override readonly name: string = 'MemoirError';
  /** Stable across versions; branch on it rather than on the message. */
  readonly code: `ERR_MEMOIR_${string}` = 'ERR_MEMOIR_ERROR';
  /** The key of the call that failed, where there was one. Keys can be personal data: log them at debug level only. */
  readonly key: CacheKey | undefined;

  constructor(message: string, details: MemoirErrorDetails = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
    // Not enumerable: an error that is logged whole must not put a key into the log. Otherwise as any field: a subclass may
    // declare one of its own, and whoever passes an error on may take the key off it.
    Object.defineProperty(this, 'key', { value: details.key, enumerable: false, writable: true, configurable: true });
  }
}

/** A setting that cannot hold, thrown where it is made: by the setter, the constructor or `memoize`. */
export class ConfigurationError extends MemoirError {
  override readonly name = 'ConfigurationError';
  override readonly code = 'ERR_MEMOIR_CONFIGURATION';

  /** @param received the refused value; it ends the message */
  constructor(message: string, ...received: readonly unknown[]) {
    super(received.length === 0 ? message : `${message}; received ${describe(received[0])}`);
  }
}

/** The function was called while `setConfigured(false)` stood. The loader did not run. */
export class NotConfiguredCacheCalledError extends MemoirError {
  override readonly name = 'NotConfiguredCacheCalledError';
  override readonly code = 'ERR_MEMOIR_NOT_CONFIGURED';
}

/** The function was called after `close()`. The loader did not run. */
export class CacheClosedError extends MemoirError {
  override readonly name = 'CacheClosedError';
  override readonly code = 'ERR_MEMOIR_CLOSED';
}

/** An argument has no stable text. The loader did not run. */
export class UnkeyableArgumentError extends MemoirError {
  override readonly name = 'UnkeyableArgumentError';
  override readonly code = 'ERR_MEMOIR_UNKEYABLE_ARGUMENT';
  /** Where the argument stands, such as `args[1].headers`. */
  readonly path: string;

  constructor(path: string, what: string, details: MemoirErrorDetails = {}) {
    super(
      `${path} is ${what}, which has no stable text to make a key of; leave it out with ` +
        `selectArguments: (...args) => [...], or pass what belongs to the call alone by .with({ signal })`,
      details,
    );
    this.path = path;
  }
}

/** Base of memoir's own failures of a load; what a loader throws reaches its callers as it is. */
export class CachedMethodFailedError extends MemoirError {
  override readonly name: string = 'CachedMethodFailedError';
  override readonly code: `ERR_MEMOIR_${string}` = 'ERR_MEMOIR_CACHED_METHOD_FAILED';
}

/** The loader outran the method timeout. Its late result is kept if nothing invalidated it and no newer load began. */
export class LoadTimeoutError extends CachedMethodFailedError {
  override readonly name = 'LoadTimeoutError';
  override readonly code = 'ERR_MEMOIR_LOAD_TIMEOUT';
}

/** The loader called its own function with the same key, which would wait for itself for ever. */
export class RecursiveLoadError extends CachedMethodFailedError {
  override readonly name = 'RecursiveLoadError';
  override readonly code = 'ERR_MEMOIR_RECURSIVE_LOAD';
}

/** The limit on concurrent loads was reached and its queue was full. */
export class LoadQueueFullError extends CachedMethodFailedError {
  override readonly name = 'LoadQueueFullError';
  override readonly code = 'ERR_MEMOIR_LOAD_QUEUE_FULL';
}

/** The load waited too long for its turn under a limit on concurrent loads. The loader did not run. */
export class LoadQueueTimeoutError extends CachedMethodFailedError {
  override readonly name = 'LoadQueueTimeoutError';
  override readonly code = 'ERR_MEMOIR_LOAD_QUEUE_TIMEOUT';
}

/** The backend failed, was late, or answered what it cannot have been given. */
export class StorageError extends MemoirError {
  override readonly name: string = 'StorageError';
  override readonly code: `ERR_MEMOIR_${string}` = 'ERR_MEMOIR_STORAGE';
}

/** The storage did not confirm an invalidation in time. Until it does, this process does not trust the key. */
export class InvalidationUnconfirmedError extends StorageError {
  override readonly name = 'InvalidationUnconfirmedError';
  override readonly code = 'ERR_MEMOIR_INVALIDATION_UNCONFIRMED';
}

/** A value cannot be carried by the serde, or bytes cannot be read by it. */
export class SerdeError extends MemoirError {
  override readonly name = 'SerdeError';
  override readonly code = 'ERR_MEMOIR_SERDE';
  /** Where in the value it went wrong, such as `$.orders[3].total`; `$` is the value itself. */
  readonly path: string;

  constructor(path: string, message: string, details: MemoirErrorDetails = {}) {
    super(`${path}: ${message}`, details);
    this.path = path;
  }
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') return `the function ${value.name || '(anonymous)'}`;
  if (typeof value === 'object' && value !== null) return `an object of ${value.constructor?.name ?? 'no class'}`;
  return Object.is(value, -0) ? '-0' : String(value);
}
