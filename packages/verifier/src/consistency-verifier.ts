import { isDeepStrictEqual } from 'node:util';
import {
  type Clock,
  ConfigurationError,
  type Duration,
  type LiveFunction,
  liveFunctionOf,
  type Milliseconds,
  systemClock,
  type TakenHit,
  type Timer,
  toMilliseconds,
} from '@memoir/core';
import { type Finding, HitCheck } from './hit-check.js';
import { HitSampler } from './hit-sampler.js';
import { type StalenessBucket, StalenessHistogram } from './staleness-histogram.js';
import type { Violation } from './violation.js';

/** How often it is seen how many hits there were. */
const TICK: Milliseconds = 100;
/** What is being looked at again, and again. */
const MOST_CHECKS_AT_A_TIME = 100;
/** The latest ones; all are told to `onViolation`. */
const VIOLATIONS_KEPT = 100;

export interface ConsistencyVerifierOptions {
  /** Which part of the fresh hits is checked; more than 0, at most 1. @default 0.001 */
  readonly share?: number | undefined;
  /** No more checks begin in a second, of all functions together: each is a load of the source. @default 10 */
  readonly checksPerSecond?: number | undefined;
  /**
   * When the cache is looked at again after the source was found to differ, in rising order: the bounds of the histogram.
   * What is still there at the last one is a violation. For a function that nobody invalidates the last one is its
   * `expireAfter`.
   *
   * @default ['1s', '10s', '1m']
   */
  readonly lookAgainAfter?: readonly Duration[] | undefined;
  /** Whether the source says what was served. @default `isDeepStrictEqual` of `node:util` */
  readonly isSame?: ((served: any, current: any) => boolean) | undefined;
  /** Is told of each violation. What it throws is ignored. */
  readonly onViolation?: ((violation: Violation) => void) | undefined;
  /** @default the system's */
  readonly clock?: Clock | undefined;
}

/** What was found so far. `hits` checked are the sum of the buckets, of `sourceFailures`, `givenUp` and `running`. */
export interface VerifierReport {
  /** Hits that were taken to be checked. */
  readonly checked: number;
  /** How stale they were, the most that it can have been. */
  readonly staleness: readonly StalenessBucket[];
  readonly violations: number;
  /** The latest hundred. */
  readonly latestViolations: readonly Violation[];
  /** The source could not be asked, or the cache not be looked at. */
  readonly sourceFailures: number;
  /** Hits that were taken and let go, since a hundred checks were running. */
  readonly skipped: number;
  /** Checks that a `close` ended. */
  readonly givenUp: number;
  readonly running: number;
}

/**
 * Tells, in production, how stale the answers of memoized functions are: takes a share of their hits, asks the source
 * again past the cache, and follows what differs until the cache has let go of it.
 *
 *     const verifier = new ConsistencyVerifier({ onViolation: (violation) => log.error(violation, 'stale') });
 *     verifier.watch(getUser);
 *     verifier.report().staleness; // [{ upTo: 0, answers: 981 }, { upTo: 1000, answers: 3 }, ...]
 *
 * The idea of looking again at several time scales is that of Polaris (Meta, "Cache made consistent", 2022). Its loads
 * are counted nowhere and stored nowhere; `loadLimit` does not hold for them, `checksPerSecond` does.
 */
export class ConsistencyVerifier {
  readonly #share: number;
  readonly #perTick: number;
  readonly #looks: readonly Milliseconds[];
  readonly #isSame: (served: unknown, current: unknown) => boolean;
  readonly #onViolation: ((violation: Violation) => void) | undefined;
  readonly #clock: Clock;
  readonly #histogram: StalenessHistogram;
  readonly #samplers = new Set<HitSampler>();
  readonly #running = new Set<HitCheck>();
  #latest: readonly Violation[] = [];
  #checked = 0;
  #violations = 0;
  #sourceFailures = 0;
  #skipped = 0;
  #givenUp = 0;
  #allowance = 0;
  #timer: Timer | undefined = undefined;

  /** @throws {ConfigurationError} for a share that is none, a rate that is none, and looks that are not in order */
  constructor(options: ConsistencyVerifierOptions = {}) {
    const { share = 0.001, checksPerSecond = 10, lookAgainAfter = ['1s', '10s', '1m'] } = options;
    if (!(share > 0 && share <= 1)) throw new ConfigurationError('share is more than 0 and at most 1', share);
    if (!(checksPerSecond > 0)) throw new ConfigurationError('checksPerSecond is more than 0', checksPerSecond);
    this.#looks = lookAgainAfter.map((look) => toMilliseconds('lookAgainAfter', look));
    if (this.#looks.length === 0 || this.#looks.some((look, at) => look <= (this.#looks[at - 1] ?? 0))) {
      throw new ConfigurationError('lookAgainAfter has at least one span, in rising order', lookAgainAfter);
    }
    this.#share = share;
    this.#perTick = (checksPerSecond * TICK) / 1_000;
    this.#isSame = options.isSame ?? isDeepStrictEqual;
    this.#onViolation = options.onViolation;
    this.#clock = options.clock ?? systemClock;
    this.#histogram = new StalenessHistogram(this.#looks);
  }

  /**
   * Checks hits of a function from now on. It is kept alive by that.
   *
   * @param memoized a memoized function, or one of `liveFunctions()`
   * @returns ends it
   * @throws {ConfigurationError} for what is not memoized
   */
  watch(memoized: object): () => void {
    const watched = liveFunctionOf(memoized);
    if (watched === undefined) throw new ConfigurationError('watch takes a memoized function', memoized);
    const sampler = new HitSampler(watched, this.#share, (of, hit) => this.#check(of, hit));
    this.#samplers.add(sampler);
    this.#timer ??= this.#clock.schedule(TICK, () => this.#tick());
    return () => {
      sampler.stop();
      this.#samplers.delete(sampler);
    };
  }

  report(): VerifierReport {
    return {
      checked: this.#checked,
      staleness: this.#histogram.buckets(),
      violations: this.#violations,
      latestViolations: this.#latest,
      sourceFailures: this.#sourceFailures,
      skipped: this.#skipped,
      givenUp: this.#givenUp,
      running: this.#running.size,
    };
  }

  /** Watches nothing any more, and gives up what it is still looking at. */
  close(): void {
    for (const sampler of this.#samplers) sampler.stop();
    this.#samplers.clear();
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const check of this.#running) check.stop();
  }

  #tick(): void {
    this.#timer = undefined;
    if (this.#samplers.size === 0) return;
    this.#allowance = Math.min(this.#allowance + this.#perTick, Math.max(1, this.#perTick));
    for (const sampler of this.#samplers) sampler.tick(Math.max(1, this.#perTick));
    this.#timer = this.#clock.schedule(TICK, () => this.#tick());
  }

  #check(watched: LiveFunction, hit: TakenHit): void {
    if (this.#allowance < 1) return;
    if (this.#running.size >= MOST_CHECKS_AT_A_TIME) {
      this.#skipped++;
      return;
    }
    this.#allowance--;
    this.#checked++;
    const check = new HitCheck(watched, hit, { clock: this.#clock, isSame: this.#isSame, looks: this.#looks });
    this.#running.add(check);
    void check.run().then((finding) => {
      this.#running.delete(check);
      this.#settle(finding);
    });
  }

  #settle(finding: Finding): void {
    if (finding.kind === 'measured') this.#histogram.count(finding.upTo);
    else if (finding.kind === 'source failed') this.#sourceFailures++;
    else if (finding.kind === 'given up') this.#givenUp++;
    else this.#report(finding.violation);
  }

  #report(violation: Violation): void {
    this.#histogram.count(Number.POSITIVE_INFINITY);
    this.#violations++;
    this.#latest = [...this.#latest, violation].slice(-VIOLATIONS_KEPT);
    try {
      this.#onViolation?.(violation);
    } catch {
      // somebody else's trouble must not end the checks
    }
  }
}
