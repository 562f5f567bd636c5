import { AsyncResource } from 'node:async_hooks';
import type { CacheKey } from '../key/cache-key.js';
import { Deferred } from './deferred.js';
import type { Flight } from './flight.js';

/** The call by which a load can be started: for what, and in whose asynchronous context. */
export interface Origin {
  readonly self: unknown;
  readonly args: readonly unknown[];
  /** The only argument, where that is a text and its own key: then no list need be made of it. */
  readonly text?: string | undefined;
}

/** An origin whose load begins now. It has no key where the function is called straight through. */
export interface Invocation extends Origin {
  readonly key?: CacheKey | undefined;
}

/**
 * Callers who wait for the same answer of one flight; the first of them can start it. A flight is its own first
 * passengers. Without a constructor: to call one and to be told what it made takes a flight 5 % of its instructions.
 */
export abstract class Passengers<V> implements Deferred<V>, Origin {
  abstract readonly promise: Promise<V>;
  abstract readonly resolve: Deferred<V>['resolve'];
  abstract readonly reject: Deferred<V>['reject'];
  abstract readonly self: unknown;
  /** How many calls. A background refresh and `refresh` start a flight with none. */
  abstract count: number;
  /** Left out where the key is the only argument. */
  protected abstract readonly list: readonly unknown[] | undefined;
  // Rarely set: the usual value is the prototype's, so that a load does not carry the field.
  declare protected carrier: Flight<V> | undefined;
  declare private left: number;
  declare private context: AsyncResource | undefined;

  /** The flight they are on; another one once they had to be left behind. */
  get flight(): Flight<V> {
    return this.carrier ?? (this as unknown as Flight<V>);
  }

  get args(): readonly unknown[] {
    return this.list ?? [this.flight.key];
  }

  get text(): string | undefined {
    return this.list === undefined ? this.flight.key : undefined;
  }

  /** Whether somebody still waits. */
  get areWaiting(): boolean {
    return this.count > this.left;
  }

  leave(): void {
    this.left++;
    if (!this.areWaiting) this.flight.passengersLeft();
  }

  changeTo(flight: Flight<V>): void {
    this.carrier = flight;
  }

  /** Remembers the asynchronous context of the caller, for a flight that may start when the caller is long back in its own. */
  protected rememberContext(): void {
    this.context = new AsyncResource('MemoirPassengers', { requireManualDestroy: true });
  }

  inTheirContext<R>(task: () => R): R {
    return this.context === undefined ? task() : this.context.runInAsyncScope(task);
  }
}

Object.assign(Passengers.prototype, { carrier: undefined, left: 0, context: undefined });

/** Passengers of a flight besides its first ones. */
export class FurtherPassengers<V> extends Passengers<V> {
  readonly promise: Promise<V>;
  readonly resolve: Deferred<V>['resolve'];
  readonly reject: Deferred<V>['reject'];
  count = 0;

  constructor(
    readonly self: unknown,
    protected readonly list: readonly unknown[] | undefined,
    flight: Flight<V>,
  ) {
    super();
    const { promise, resolve, reject } = new Deferred<V>();
    this.promise = promise;
    this.resolve = resolve;
    this.reject = reject;
    this.carrier = flight;
    this.rememberContext();
  }
}

/** The origin alone, for whoever holds on to it longer than to the load. */
export function originOf({ self, args }: Origin): Origin {
  return { self, args };
}

/** Calls a function with what a call gave. */
export function applied(fn: (...args: any[]) => unknown, origin: Origin): unknown {
  const { self, text } = origin;
  return text === undefined ? fn.apply(self, origin.args as unknown[]) : fn.call(self, text);
}
