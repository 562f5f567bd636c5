import type { Settings } from '../configuration/settings.js';
import { spansOf } from '../entry/spans.js';
import type { CacheKey } from '../key/cache-key.js';
import type { Recorder } from '../observe/recorder.js';
import type { Demand } from '../version/demand.js';
import { Backoff } from './backoff.js';
import type { Flight } from './flight.js';
import { type RememberedError, RememberedErrors } from './remembered-errors.js';

export interface FailureStageTerms {
  readonly recorder: Recorder;
  /** Whether a removal of the key is under way or was never confirmed: what is learnt now may be older than it. */
  readonly isUncertain: (key: CacheKey) => boolean;
}

/** What becomes of a load's failure: whether an older value may stand in for it, what callers get, for how long. */
export class FailureStage<V> {
  readonly backoff = new Backoff();
  readonly #errors = new RememberedErrors();

  constructor(private readonly terms: FailureStageTerms) {}

  /** Whether callers may be given an older value in its place. */
  counts(error: unknown, { snapshot: { staleOnError } }: Settings<V>): boolean {
    if (staleOnError === undefined) return true;
    try {
      return Boolean(staleOnError(error));
    } catch (failure) {
      this.terms.recorder.partFailed('staleOnError', failure);
      return true;
    }
  }

  /** What a call is answered with in place of a load, if one for the key has failed not long ago. */
  remembered(key: CacheKey, settings: Settings<V>, demand: Demand | undefined): RememberedError | undefined {
    if (settings.snapshot.errorLifeSpan === undefined) return undefined;
    const found = this.#errors.find(key, settings.offsetClock.offset());
    return found === undefined || demand?.accepts(found) === false ? undefined : found;
  }

  /** Keeps the error for as long as the configuration says, unless it may be older than a removal. */
  remember(flight: Flight<V>, error: unknown): void {
    const { errorLifeSpan } = flight.settings.snapshot;
    if (errorLifeSpan === undefined || flight.void !== undefined || flight.demand?.mayStore === false) return;
    if (this.terms.isUncertain(flight.key)) return;
    try {
      const lifeSpan = errorLifeSpan(error, ...flight.args);
      if (lifeSpan !== undefined) this.#errors.remember(flight, error, spansOf(lifeSpan));
    } catch (failure) {
      this.terms.recorder.partFailed('errorLifeSpan', failure);
    }
  }

  /** Answers all who wait: with the error, unless something is set to take its place. @returns how many they are */
  answer(flight: Flight<V>, error: unknown): number {
    const { fallback } = flight.settings.snapshot;
    if (fallback === undefined || flight.calls === 0) return flight.fail(error);
    try {
      return flight.replaceFailure(fallback(error, ...flight.args));
    } catch (ownError) {
      return flight.fail(ownError);
    }
  }

  /** As `answer`, for one call without a flight. */
  async answerOf(error: unknown, { snapshot: { fallback } }: Settings<V>, args: readonly unknown[]): Promise<V> {
    if (fallback === undefined) throw error;
    return await fallback(error, ...args);
  }

  /** There is a value again that is newer than the failure. */
  forgetError(key: CacheKey): void {
    this.#errors.forget(key);
  }

  forget(key: CacheKey): void {
    this.backoff.forget(key);
    this.#errors.forget(key);
  }

  forgetAll(): void {
    this.backoff.forgetAll();
    this.#errors.forgetAll();
  }
}
