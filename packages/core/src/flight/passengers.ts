import { AsyncResource } from 'node:async_hooks';
import { Deferred } from './deferred.js';
import type { Flight } from './flight.js';

/** The call by which a load can be started: for what, and in whose asynchronous context. */
export interface Origin {
  readonly self: unknown;
  readonly args: readonly unknown[];
}

/** Callers who wait for the same answer of one flight. */
export class Passengers<V> extends Deferred<V> {
  /** How many calls. A background refresh and `refresh` start a flight with none. */
  count = 0;
  /** The flight they are on; another one once they had to be left behind. */
  flight: Flight<V>;
  #left = 0;
  #context: AsyncResource | undefined = undefined;

  /** @param flight left out by a flight, which is its own first passengers */
  constructor(
    readonly origin: Origin,
    flight?: Flight<V>,
  ) {
    super();
    this.flight = flight ?? (this as unknown as Flight<V>);
  }

  /** Whether somebody still waits. */
  get areWaiting(): boolean {
    return this.count > this.#left;
  }

  leave(): void {
    this.#left++;
    if (!this.areWaiting) this.flight.passengersLeft();
  }

  /** Remembers the asynchronous context of the caller, for a flight that may start when the caller is long back in its own. */
  rememberContext(): this {
    this.#context = new AsyncResource('MemoirPassengers', { requireManualDestroy: true });
    return this;
  }

  inTheirContext<R>(task: () => R): R {
    return this.#context === undefined ? task() : this.#context.runInAsyncScope(task);
  }
}
