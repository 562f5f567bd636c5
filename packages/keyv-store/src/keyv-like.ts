import type { Awaitable, Milliseconds } from '@memoir/core';

/** A value as Keyv keeps it. */
export interface KeyvRecord<T = unknown> {
  value?: T;
  expires?: number | undefined;
}

interface AnyKeyv {
  readonly store: unknown;
  readonly namespace?: string | undefined;
  readonly ttl?: Milliseconds | undefined;
}

/** What of a Keyv 5 is used. */
export interface Keyv5Like extends AnyKeyv {
  readonly useKeyPrefix: boolean;
  serializeData(data: any): Awaitable<any>;
  deserializeData(data: any): Awaitable<any>;
}

/** What of a Keyv 6 is used. */
export interface Keyv6Like extends AnyKeyv {
  readonly sanitize: { readonly enabled: boolean; cleanKey(key: string): string };
  encode(data: any): Awaitable<any>;
  decode(data: any): Awaitable<any>;
}

export type KeyvLike = Keyv5Like | Keyv6Like;

const is6 = (keyv: KeyvLike): keyv is Keyv6Like => 'encode' in keyv;

/** The name under which Keyv hands the key to its store. */
export function storedKey(keyv: KeyvLike, key: string): string {
  if (is6(keyv)) return keyv.sanitize.enabled ? keyv.sanitize.cleanKey(key) : key;
  const prefix = keyv.useKeyPrefix && keyv.namespace ? `${keyv.namespace}:` : '';
  return key.startsWith(prefix) ? key : prefix + key;
}

/** What Keyv hands to its store for a record. */
export function encoded(keyv: KeyvLike, record: KeyvRecord): Awaitable<unknown> {
  return is6(keyv) ? keyv.encode(record) : keyv.serializeData(record);
}

/** A record of what Keyv has handed to its store; `undefined` if it cannot be read. */
export function decoded(keyv: KeyvLike, stored: unknown): Awaitable<KeyvRecord | undefined> {
  if (is6(keyv)) return keyv.decode(stored);
  return typeof stored === 'string' ? keyv.deserializeData(stored) : (stored as KeyvRecord | undefined);
}
