import type { CacheKey, Milliseconds, Quarantine } from '@memoir/core';
import { newToken } from '../wire/stamp.js';

/** A key that a write is about to change. */
export interface QuarantinedKey {
  readonly namespace: string;
  readonly key: CacheKey;
  /** In Redis. */
  readonly name: string;
}

/** One write, and what it keeps empty. */
export class RedisQuarantine {
  /** One character per byte. */
  readonly token = newToken();

  constructor(
    readonly keys: readonly QuarantinedKey[],
    readonly tags: readonly string[],
    readonly standsFor: Milliseconds,
    readonly origin: string | undefined,
  ) {}

  static from(quarantine: Quarantine): RedisQuarantine {
    if (!((quarantine as unknown) instanceof RedisQuarantine)) throw new TypeError('a quarantine of another storage');
    return quarantine as unknown as RedisQuarantine;
  }

  /** As the rest of the world sees it. */
  get opaque(): Quarantine {
    return this as unknown as Quarantine;
  }
}
