import type { CacheKey, EvictionStrategy, TrackedEntry } from '@memoir/core';
import type { Trace } from '../trace/trace.js';

export interface Replay {
  readonly hits: number;
  /** Wall time of the loop: a look-up in a `Map`, the strategy, and an entry made on each miss. */
  readonly nanosecondsPerRequest: number;
}

/**
 * Runs a trace through a cache that a strategy bounds, told as the line tells it: of a read on each hit; on each miss
 * of a write, and then asked what to release.
 *
 * @throws {Error} if the strategy names what is not held, so that it would never be below its bound
 */
export function replay({ requests, keys }: Trace, strategy: EvictionStrategy): Replay {
  const held = new Map<CacheKey, TrackedEntry>();
  let hits = 0;
  const startedAt = process.hrtime.bigint();
  for (let at = 0; at < requests.length; at++) {
    const key = keys[requests[at]!]!;
    const entry = held.get(key);
    if (entry !== undefined) {
      hits++;
      strategy.markRead(key, entry);
    } else {
      const stored = entryOf(at);
      held.set(key, stored);
      strategy.markWritten(key, stored);
      for (let cold = strategy.nextToRelease(); cold !== undefined; cold = strategy.nextToRelease()) {
        strategy.markReleased(cold);
        if (!held.delete(cold)) throw new Error(`the strategy releases ${JSON.stringify(cold)}, which is not held`);
      }
    }
  }
  const nanoseconds = Number(process.hrtime.bigint() - startedAt);
  return { hits, nanosecondsPerRequest: nanoseconds / requests.length };
}

const NO_TAGS: readonly string[] = [];

function entryOf(value: number): TrackedEntry {
  return {
    value,
    createdAt: 0,
    staleAt: Number.POSITIVE_INFINITY,
    expiresAt: Number.POSITIVE_INFINITY,
    keepUntil: Number.POSITIVE_INFINITY,
    tags: NO_TAGS,
    version: undefined,
    loadedIn: 0,
    strategySlot: undefined,
  };
}
