import type { Settings } from '../configuration/settings.js';
import type { Recorder } from '../observe/recorder.js';
import type { Flight } from './flight.js';

/** What becomes of a load's failure: whether an older value may stand in for it, and what callers get if none does. */
export class FailureStage<V> {
  constructor(private readonly recorder: Recorder) {}

  /** Whether callers may be given an older value in its place. */
  counts(error: unknown, { snapshot: { staleOnError } }: Settings<V>): boolean {
    if (staleOnError === undefined) return true;
    try {
      return Boolean(staleOnError(error));
    } catch (failure) {
      this.recorder.partFailed('staleOnError', failure);
      return true;
    }
  }

  /** Answers all who wait: with the error, unless something is set to take its place. @returns how many they are */
  answer(flight: Flight<V>, error: unknown): number {
    const { fallback } = flight.settings.snapshot;
    if (fallback === undefined) return flight.fail(error);
    try {
      return flight.replaceFailure(fallback(error, ...flight.args));
    } catch (ownError) {
      return flight.fail(ownError);
    }
  }
}
