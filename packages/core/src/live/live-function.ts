import type { Milliseconds } from '../clock/duration.js';
import type { Stage, Voidance } from '../flight/flight.js';
import type { CacheKey } from '../key/cache-key.js';
import type { MemoizedHandle } from '../memoized.js';
import type { CacheListener } from '../observe/cache-listener.js';
import type { TakenHit } from '../observe/taken-hit.js';
import type { BreakerState } from '../storage/breaker.js';
import type { StorageFacts } from '../storage/storage-facts.js';

/**
 * One memoized function as tools see it: metrics, development tools, health checks. Made to be looked at now and then;
 * nothing here is asked on the way of a call. Whoever holds on to it keeps the function alive.
 */
export interface LiveFunction {
  /** Tells functions of this process apart for as long as it runs. */
  readonly id: number;
  /** The function's own name, `Owner.method` for a method; may be empty. */
  readonly name: string;
  /** Where its results stand now; made up, and different in each process, where none was configured. */
  readonly namespace: string;
  /**
   * What its figures go by: the configured namespace, else the name, else `anonymous`. All objects of a decorated method
   * have the same one, so that there are no more of them than the program has functions.
   */
  readonly label: string;
  /** It is one object's share of a decorated method. */
  readonly isMethod: boolean;
  readonly isClosed: boolean;
  /** As the function's own: statistics, invalidation, peek. `undefined` once the object whose method it is has gone. */
  readonly handle: MemoizedHandle<any[], any> | undefined;
  /** What is configured, for people: plain values as they are, parts that are objects by the name of their class. */
  settings(): Readonly<Record<string, unknown>>;
  /** Loads under way or waiting for their turn, those included that can no longer be joined. */
  loads(): readonly LiveLoad[];
  holdings(): LiveHoldings;
  storage(): LiveStorage;
  /**
   * Adds a listener to this function alone, beside the configured ones and whatever becomes of its configuration. One
   * without a `hit` costs a hit nothing.
   *
   * @returns takes it away again
   */
  addListener(listener: CacheListener): () => void;
  /**
   * Hands over the next call that is answered with a fresh entry, once; costs the calls before and after it nothing. What
   * `take` throws is logged and changes nothing else.
   *
   * @returns takes it back
   */
  takeNextHit(take: (hit: TakenHit) => void): () => void;
  /** What the function itself says now: past the cache, not counted, not stored, in no limit on loads. */
  loadAside(self: unknown, args: readonly unknown[]): Promise<unknown>;
}

/** One load, or the waiting for one. */
export interface LiveLoad {
  readonly key: CacheKey;
  /** Since it began, or since it began to wait for its turn. */
  readonly age: Milliseconds;
  readonly stage: Stage;
  /** How many calls wait for it. */
  readonly calls: number;
  /** No call asked for it. */
  readonly background: boolean;
  /** Asked for by `refresh` or `prime`. */
  readonly forced: boolean;
  /** Why its result will not be stored, if that is clear already. */
  readonly void: Voidance | undefined;
  /** Its callers were answered with a timeout. */
  readonly timedOut: boolean;
}

/** What one function holds, and how much it may. */
export interface LiveHoldings {
  /** `undefined` where the storage is the only one to know. */
  readonly entries: number | undefined;
  /** Sum of the weights that `weigh` gave; `undefined` where each entry weighs 1. */
  readonly weight: number | undefined;
  /** In entries, or in weight where there is one; `undefined` where the function has no bound of its own. */
  readonly capacity: number | undefined;
  /** The name of the strategy's class. */
  readonly strategy: string;
}

/** A function's storage, and how far it is trusted. */
export interface LiveStorage extends StorageFacts {
  /** Other processes see it. */
  readonly shared: boolean;
  /** `open`: it failed too often in a row and is left alone; `half-open`: the next call tries whether it answers again. */
  readonly breaker: BreakerState;
  /** Invalidations of this function that the storage has not confirmed; `Infinity` if all its keys are distrusted. */
  readonly unconfirmed: number;
}
