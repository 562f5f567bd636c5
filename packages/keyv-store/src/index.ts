export type { Keyv5Like, Keyv6Like, KeyvLike, KeyvRecord } from './keyv-like.js';
export type { KeyvLine, StoredLoad } from './keyv-line.js';
export { KeyvMemoir, type KeyvMemoirOptions } from './keyv-memoir.js';
export { type WrapLifeSpan, wrap, wrapRecord } from './wrap.js';
