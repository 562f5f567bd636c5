import type { Deadline, Deadlines } from '../clock/deadlines.js';
import type { Settings } from '../configuration/settings.js';
import { CachedMethodFailedError, LoadQueueTimeoutError, type MemoirError } from '../errors.js';
import type { Recorder } from '../observe/recorder.js';
import { Admission, describeLimit } from './admission.js';
import { Deferred } from './deferred.js';
import type { Flight } from './flight.js';
import { type LoadLimit, placesOf } from './load-limit.js';

export interface LoadGateTerms<V> {
  readonly recorder: Recorder;
  readonly deadlines: Deadlines;
  /** The flight begins to wait. */
  readonly waits: (flight: Flight<V>) => void;
  /** The flight got no turn. */
  readonly turnedAway: (flight: Flight<V>, error: MemoirError) => void;
  /** Nobody waits for the flight any more. */
  readonly forsaken: (flight: Flight<V>, error: MemoirError) => void;
}

/** Where the loads of one function wait for their turn, if there is a limit on how many run at a time. */
export class LoadGate<V> {
  readonly #waiting = new Map<Flight<V>, (error: MemoirError) => void>();

  constructor(private readonly terms: LoadGateTerms<V>) {}

  /** Whether a load that nobody waits for would not even find room to wait. */
  isClosedToBackground({ limits }: Settings<V>): boolean {
    return limits?.some((limit) => placesOf(limit)!.areFull) ?? false;
  }

  /**
   * @returns `undefined` if the load may begin at once; else what ends when the flight is no longer queued, or may begin
   * @throws {LoadQueueFullError}
   */
  enter(flight: Flight<V>): Promise<void> | undefined {
    const limits = flight.settings.limits!;
    let turn: Deferred<void> | undefined;
    let deadline: Deadline | undefined;
    const goOn = () => {
      this.#waiting.delete(flight);
      deadline?.cancel();
      turn?.resolve();
    };
    const leave = (tell: (flight: Flight<V>, error: MemoirError) => void, error: MemoirError) => {
      flight.admission!.giveBack();
      tell(flight, error);
      flight.stage = 'landed';
      goOn();
    };
    const refused = (error: MemoirError) => {
      flight.isTurnedAway = true;
      leave(this.terms.turnedAway, error);
    };
    flight.admission = new Admission({ limits, key: flight.key, admitted: goOn, refused }, flight.background);
    flight.stage = 'queued';
    flight.deadline?.cancel(); // of a wait for another process: the time of the load counts from its own beginning
    flight.deadline = undefined;
    try {
      if (flight.admission.ask()) return undefined;
    } catch (error) {
      flight.isTurnedAway = true;
      throw error;
    }
    turn = new Deferred<void>();
    this.#waiting.set(flight, refused);
    this.terms.recorder.figures.queuedLoads++;
    flight.since = flight.settings.clock.now();
    const { key } = flight;
    flight.abandoned = () => leave(this.terms.forsaken, new CachedMethodFailedError('nobody waits any more', { key }));
    deadline = this.#watch(flight, limits, refused);
    this.terms.waits(flight);
    return turn.promise;
  }

  /** Turns away all who wait. */
  close(error: MemoirError): void {
    for (const refused of [...this.#waiting.values()]) refused(error);
  }

  #watch(flight: Flight<V>, limits: readonly LoadLimit[], refused: (error: MemoirError) => void): Deadline | undefined {
    const { key, settings } = flight;
    const timeout = Math.min(...limits.map(({ queueTimeout }) => queueTimeout ?? settings.methodTimeout));
    if (timeout === Number.POSITIVE_INFINITY) return undefined;
    const late = () => {
      const message = `the load was not begun within ${timeout} ms (${limits.map(describeLimit).join('; ')})`;
      refused(new LoadQueueTimeoutError(message, { key }));
    };
    return this.terms.deadlines.add(timeout, settings.clock.monotonic(), late, undefined);
  }
}
