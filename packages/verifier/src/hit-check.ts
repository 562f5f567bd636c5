import type { Clock, EpochMilliseconds, LiveFunction, Milliseconds, TakenHit, Timer } from '@memoir/core';
import type { TraceStep, Violation } from './violation.js';

export interface HitCheckTerms {
  readonly clock: Clock;
  readonly isSame: (served: unknown, current: unknown) => boolean;
  /** Times after the source was first seen to differ at which the cache is looked at; in order. */
  readonly looks: readonly Milliseconds[];
}

/**
 * `upTo`: how long the answer was stale, at most; 0 if the source still says it. `violation` if it was in the cache to the
 * last look.
 */
export type Finding =
  | { readonly kind: 'measured'; readonly upTo: Milliseconds }
  | { readonly kind: 'violation'; readonly violation: Violation }
  | { readonly kind: 'source failed' }
  | { readonly kind: 'given up' };

/**
 * Finds out how stale one answer was: asks the source, and if that says something else, looks again and again whether the
 * cache still has what it served.
 *
 * The source may have changed between the answer and the question, so a difference alone proves nothing; what stays in
 * the cache long after a difference was seen does.
 */
export class HitCheck {
  readonly #trace: TraceStep[] = [];
  readonly #label: string;
  readonly #namespace: string;
  #timer: Timer | undefined = undefined;
  #stop: (() => void) | undefined = undefined;
  #isStopped = false;

  constructor(
    private readonly watched: LiveFunction,
    private readonly hit: TakenHit,
    private readonly terms: HitCheckTerms,
  ) {
    this.#label = watched.label;
    this.#namespace = watched.namespace;
    this.#note('served from the cache', hit.createdAt);
  }

  /** Never rejects. */
  async run(): Promise<Finding> {
    try {
      return await this.#find();
    } catch {
      return { kind: this.#isStopped ? 'given up' : 'source failed' };
    }
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
    this.#stop?.();
  }

  async #find(): Promise<Finding> {
    if (await this.#sourceAgrees()) return { kind: 'measured', upTo: 0 };
    const { clock, looks } = this.terms;
    this.#note('the source says something else', undefined);
    const foundAt = clock.monotonic();
    for (const look of looks) {
      await this.#until(foundAt + look);
      if (this.#isStopped) return { kind: 'given up' };
      if (!(await this.#isStillThere())) return { kind: 'measured', upTo: look };
    }
    if (await this.#sourceAgrees()) {
      this.#note('the source says the same again', undefined);
      return { kind: 'measured', upTo: 0 };
    }
    const staleFor = clock.monotonic() - foundAt;
    const { key } = this.hit;
    return {
      kind: 'violation',
      violation: { label: this.#label, namespace: this.#namespace, key, staleFor, trace: this.#trace },
    };
  }

  async #sourceAgrees(): Promise<boolean> {
    const { self, args, value } = this.hit;
    return this.terms.isSame(value, await this.watched.loadAside(self, args));
  }

  async #isStillThere(): Promise<boolean> {
    const { self, args, value, createdAt } = this.hit;
    const standing = await this.watched.handle?.peek.call(self, ...args);
    if (standing === undefined || standing.freshness === 'expired') {
      this.#note('gone', undefined);
      return false;
    }
    // Loaded anew from a replica that lags behind, the old value is as stale as before.
    const isThere = standing.createdAt === createdAt || this.terms.isSame(value, standing.value);
    this.#note(isThere ? 'still in the cache' : 'replaced', standing.createdAt);
    return isThere;
  }

  async #until(moment: Milliseconds): Promise<void> {
    const { clock } = this.terms;
    await new Promise<void>((resolve) => {
      this.#stop = resolve;
      if (this.#isStopped) resolve();
      else this.#timer = clock.schedule(Math.max(0, moment - clock.monotonic()), resolve);
    });
  }

  #note(seen: TraceStep['seen'], createdAt: EpochMilliseconds | undefined): void {
    this.#trace.push({ at: this.terms.clock.now(), seen, createdAt });
  }
}
