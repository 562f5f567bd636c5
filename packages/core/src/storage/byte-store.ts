import type { Awaitable } from '../awaitable.js';
import type { Milliseconds } from '../clock/duration.js';

/** The three functions that a backend of one's own consists of. Keys are any text; escape what the backend cannot name. */
export interface ByteStore {
  read(key: string): Awaitable<Uint8Array | undefined>;
  /** @param timeToLive when the bytes may be dropped at the earliest; `Infinity`: for ever */
  write(key: string, bytes: Uint8Array, timeToLive: Milliseconds): Awaitable<void>;
  /** Removing what is not there is no error. */
  remove(key: string): Awaitable<void>;
}
