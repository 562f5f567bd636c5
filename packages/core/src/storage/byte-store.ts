import type { Awaitable } from '../awaitable.js';
import type { Milliseconds } from '../clock/duration.js';

/**
 * The three functions that a backend of one's own consists of. Keys are any text of any length, lone surrogates included:
 * escape or hash what the backend cannot name. Each may answer at once or by a promise, and may fail by any error. A
 * promise settles when the effect is certain: what is reported done must not take effect later.
 */
export interface ByteStore {
  /** @returns the bytes that were written last, whole; `undefined` where there are none, which is no error */
  read(key: string): Awaitable<Uint8Array | undefined>;
  /**
   * Puts the bytes in the place of those before. A reader never sees a part of them.
   *
   * @param bytes belong to the store from now on
   * @param timeToLive when they may be dropped at the earliest, at least 1 ms; `Infinity`: for ever. Later, or never, is
   *   right too, but what is cleared or expired stays until then
   */
  write(key: string, bytes: Uint8Array, timeToLive: Milliseconds): Awaitable<void>;
  /** Removing what is not there is no error. */
  remove(key: string): Awaitable<void>;
}
