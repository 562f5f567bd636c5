import type { CacheStorage, Milliseconds } from '@memoir/core';
import { KeyvMemoir, type KeyvMemoirOptions } from '@memoir/keyv-store';
import type { Cache, CreateCacheOptions } from 'cache-manager';
import { Keyv } from 'keyv';
import { fencedWrap } from './fenced-wrap.js';

/** cache-manager's options, as far as they mean something with one storage, and those of a `KeyvMemoir`. */
export interface MemoirCacheOptions extends KeyvMemoirOptions {
  readonly cacheId?: string | undefined;
  /** Not to wait for the storage on a `set` or a `del`. @default false */
  readonly nonBlocking?: boolean | undefined;
  /** How long results are kept, unless a call says otherwise. @default for ever */
  readonly ttl?: Milliseconds | undefined;
  /** Caches with the same name on the same storage share what they hold. @default 'cache-manager' */
  readonly namespace?: string | undefined;
}

type CreateCache = (options: CreateCacheOptions) => Cache;

/** @param createCache cache-manager's, of either version */
export function cacheOn(createCache: CreateCache, storage: CacheStorage, options: MemoirCacheOptions = {}): Cache {
  const { cacheId, nonBlocking, namespace = 'cache-manager', ttl, refreshThreshold, ...storeOptions } = options;
  const keyv = new Keyv({
    store: new KeyvMemoir(storage, { ...storeOptions, refreshThreshold }),
    namespace,
    useKeyPrefix: false, // the store keeps namespaces apart
    throwOnErrors: true, // or a removal that was not confirmed would be taken for done
    emitErrors: false,
  });
  // What leaves the process goes through the storage's own serde, which keeps more than JSON does.
  keyv.serialize = undefined;
  keyv.deserialize = undefined;
  const cache = createCache(given({ stores: [keyv], cacheId, nonBlocking, ttl, refreshThreshold }));
  return { ...cache, wrap: fencedWrap(cache, keyv, { ttl, refreshThreshold }) };
}

/** Without what was left out. */
function given(options: { [K in keyof CreateCacheOptions]: CreateCacheOptions[K] | undefined }): CreateCacheOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

export interface Defaults {
  readonly ttl: Milliseconds | undefined;
  readonly refreshThreshold: Milliseconds | undefined;
}
