import { type Awaitable, ConfigurationError, type LifeSpan, type LoadContext, toLifeTime } from '@memoir/core';
import { decoded, encoded, type KeyvLike, type KeyvRecord, storedKey } from './keyv-like.js';
import { KeyvMemoir } from './keyv-memoir.js';

/** Lifetimes of a result: the same for each, or as the result tells. Without `expireAfter`, the Keyv's own `ttl` holds. */
export type WrapLifeSpan<T> = LifeSpan | ((value: T) => LifeSpan);

/**
 * Answers what a Keyv on a `KeyvMemoir` holds for the key, and loads it where it holds nothing: once for all callers, in
 * all processes where the storage has leases. What was deleted, cleared or set during a load is not overwritten by it.
 *
 * @throws {ConfigurationError} if the Keyv stands on another store
 */
export async function wrap<T>(
  keyv: KeyvLike,
  key: string,
  load: (context: LoadContext) => Awaitable<T>,
  lifeSpan: WrapLifeSpan<T> = {},
): Promise<T> {
  return (await wrapRecord(keyv, key, load, lifeSpan)).value as T;
}

/** As `wrap`, with the moment at which Keyv takes the result for expired, if it does. */
export async function wrapRecord<T>(
  keyv: KeyvLike,
  key: string,
  load: (context: LoadContext) => Awaitable<T>,
  lifeSpan: WrapLifeSpan<T> = {},
): Promise<KeyvRecord<T>> {
  const store = storeOf(keyv);
  const name = storedKey(keyv, key);
  const loadRecord = async (context: LoadContext): Promise<unknown> => {
    const value = await load(context);
    const given = typeof lifeSpan === 'function' ? lifeSpan(value) : lifeSpan;
    const spans = given.expireAfter === undefined && keyv.ttl ? { ...given, expireAfter: keyv.ttl } : given;
    context.setLifeSpan(spans);
    const lasts =
      spans.expireAfter === undefined ? Number.POSITIVE_INFINITY : toLifeTime('expireAfter', spans.expireAfter);
    return await encoded(keyv, { value, expires: Number.isFinite(lasts) ? Date.now() + lasts : undefined });
  };
  const record = await decoded(keyv, await store.line(name, loadRecord));
  if (record !== undefined) return record as KeyvRecord<T>;
  // Somebody else's bytes, or an older serialization: what cannot be read is as good as absent.
  return (await decoded(keyv, await store.line.refresh(name, loadRecord))) as KeyvRecord<T>;
}

/** Keyv 6 puts a bridge of its own between. */
function storeOf(keyv: KeyvLike): KeyvMemoir {
  const { store } = keyv;
  const inner = (store as { readonly store?: unknown } | undefined)?.store;
  const found = [store, inner].find((each) => each instanceof KeyvMemoir);
  if (found === undefined) throw new ConfigurationError('wrap takes a Keyv whose store is a KeyvMemoir', store);
  return found as KeyvMemoir;
}
