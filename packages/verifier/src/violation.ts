import type { CacheKey, EpochMilliseconds, Milliseconds } from '@memoir/core';

/** One look at a value that was served, and what was seen. */
export interface TraceStep {
  readonly at: EpochMilliseconds;
  readonly seen:
    | 'served from the cache'
    | 'the source says something else'
    | 'still in the cache'
    | 'replaced'
    | 'gone'
    | 'the source says the same again';
  /** When the load of what stood in the cache had begun; `undefined` where nothing stood or the source was asked. */
  readonly createdAt: EpochMilliseconds | undefined;
}

/** An answer that the cache went on giving for too long after its source had changed. */
export interface Violation {
  /** What the function's figures go by. */
  readonly label: string;
  readonly namespace: string;
  readonly key: CacheKey;
  /** How long it was still in the cache after the source was first seen to differ; it may be longer. */
  readonly staleFor: Milliseconds;
  /** Everything that was seen, in order. Values are left out. */
  readonly trace: readonly TraceStep[];
}
