import type { Clock, Timer } from '../clock/clock.js';
import { type Milliseconds, toMilliseconds } from '../clock/duration.js';
import { ignore } from '../flight/deferred.js';
import { inEmptyContext } from '../flight/empty-context.js';
import type { Origin } from '../flight/passengers.js';
import type { CacheKey } from '../key/cache-key.js';
import type { ScheduledRefresh } from './scheduled-refresh.js';

/** How many loads of one function it has under way at a time, unless told otherwise. */
const MOST_AT_ONCE = 4;
/** Beyond so many known results the one learnt first is forgotten: nobody holds so many arguments for nothing. */
const MOST_KNOWN = 100_000;

interface Known {
  readonly args: readonly unknown[];
  readonly self: WeakRef<object> | undefined;
}

export interface RefresherTerms {
  readonly clock: Clock;
  readonly refresh: ScheduledRefresh;
  /** How many loads it has under way at a time. @default 4 */
  readonly atOnce?: number | undefined;
  /** Reloads a result that is older, behind the scenes. @returns whether it is still worth knowing */
  readonly refreshIfOlder: (key: CacheKey, origin: Origin, olderThan: Milliseconds) => Promise<boolean>;
}

/** Runs a scheduled refresh: it knows what was loaded here with which arguments, `this` weakly. Never rejects or gives up. */
export class Refresher {
  readonly #known = new Map<CacheKey, Known>();
  readonly #every: Milliseconds;
  readonly #olderThan: Milliseconds;
  readonly #idleFor: Milliseconds;
  #calledAt: Milliseconds;
  #timer: Timer | undefined = undefined;
  #isClosed = false;

  constructor(readonly terms: RefresherTerms) {
    const { every, olderThan, stopWhenIdleFor } = terms.refresh;
    this.#every = toMilliseconds('every', every);
    this.#olderThan = toMilliseconds('olderThan', olderThan);
    this.#idleFor =
      stopWhenIdleFor === undefined ? Number.POSITIVE_INFINITY : toMilliseconds('stopWhenIdleFor', stopWhenIdleFor);
    this.#calledAt = terms.clock.monotonic();
  }

  /** Somebody called. */
  called(): void {
    this.#calledAt = this.terms.clock.monotonic();
    if (this.#known.size > 0) this.#arm();
  }

  /** A result was loaded here. */
  learn(key: CacheKey, { args, self }: Origin): void {
    const isObject = (typeof self === 'object' && self !== null) || typeof self === 'function';
    this.#known.delete(key);
    this.#known.set(key, { args, self: isObject ? new WeakRef(self as object) : undefined });
    if (this.#known.size > MOST_KNOWN) this.#known.delete(this.#known.keys().next().value as CacheKey);
    this.#arm();
  }

  /** Goes on where another one stops. */
  takeOver(before: Refresher): void {
    for (const [key, known] of before.#known) this.#known.set(key, known);
    this.#calledAt = before.#calledAt;
    if (this.#known.size > 0) this.#arm();
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#known.clear();
  }

  #arm(): void {
    if (this.#timer !== undefined || this.#isClosed) return;
    const wake = Refresher.#waking(new WeakRef(this));
    // Not in the context of the call that happens to begin it: that could hold a request, or its session, for ever.
    this.#timer = inEmptyContext(() => this.terms.clock.schedule(this.#every, wake));
  }

  /**
   * Weakly: what a timer holds could not die with the object whose method it refreshes. In a function of its own, since
   * closures of one function hold together what any of them needs.
   */
  static #waking(refresher: WeakRef<Refresher>): () => void {
    return () => void refresher.deref()?.wake();
  }

  private async wake(): Promise<void> {
    await this.#look();
    this.#timer = undefined;
    const isIdle = this.terms.clock.monotonic() - this.#calledAt >= this.#idleFor;
    if (this.#known.size > 0 && !isIdle) this.#arm();
  }

  async #look(): Promise<void> {
    if (this.terms.clock.monotonic() - this.#calledAt >= this.#idleFor) return;
    const keys = this.#known.keys();
    const atOnce = Math.min(this.terms.atOnce ?? MOST_AT_ONCE, this.#known.size);
    const workers = Array.from({ length: atOnce }, async () => {
      for (const key of keys) await this.#lookAt(key).catch(ignore); // told as the failure of a background load
    });
    await Promise.all(workers);
  }

  async #lookAt(key: CacheKey): Promise<void> {
    const known = this.#known.get(key);
    if (known === undefined || this.#isClosed) return;
    const self = known.self?.deref();
    const isGone = known.self !== undefined && self === undefined;
    const isWorthKnowing =
      !isGone && (await this.terms.refreshIfOlder(key, { self, args: known.args }, this.#olderThan));
    if (!isWorthKnowing && this.#known.get(key) === known) this.#known.delete(key);
  }
}
