import type { CacheEntry } from '../entry/cache-entry.js';
import type { CacheKey } from '../key/cache-key.js';

export type HeldCommandName = 'get' | 'offer' | 'release' | 'invalidate' | 'expire' | 'clear';

/** A command that has reached the storage and waits there. */
export interface HeldCommand {
  readonly name: HeldCommandName;
  readonly namespace: string;
  /** Empty for `clear`. */
  readonly key: CacheKey;
  /** What is offered. */
  readonly entry: CacheEntry<unknown> | undefined;
  /** Takes effect; the answer is still on its way. */
  apply(): this;
  /** Takes effect, unless it has, and is answered. */
  release(): void;
  /** Is answered by an error; it takes no effect, unless it has. */
  fail(error: unknown): void;
}
