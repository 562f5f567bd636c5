import type { Clock } from '../clock/clock.js';
import type { Duration } from '../clock/duration.js';
import type { LifeSpan } from '../entry/life-span.js';
import { ConfigurationError } from '../errors.js';
import type { NO_VALUE_STORED, VariableSlot } from './variable-slot.js';

/** One value that is loaded when it is first asked for, and held until it is invalidated or too old. */
export interface CachedVariable<T, U = T> {
  /** Loads if nothing is stored; concurrent first reads share one load. */
  get(): Promise<U>;
  /** What is stored, untransformed; loads nothing. */
  peek(): T | typeof NO_VALUE_STORED;
  set(value: T): void;
  /** Forgets the value; a load that is under way is not stored either. */
  invalidate(): void;
  /** Loads again, at most once per `minimumReloadInterval`; in between it answers what is stored. */
  refresh(): Promise<U>;
}

export interface VariableOptions<T, U> extends LifeSpan {
  /** Applied to every answer, never stored. What it throws, the caller gets, and the value stays. */
  readonly onEachAccess?: ((value: T) => U) | undefined;
  /** Shortest time from one load to the next that `refresh` starts. Off unless given. */
  readonly minimumReloadInterval?: Duration | undefined;
  /**
   * Where the value stands instead of in the variable. It decides how long it holds, so lifetimes cannot be given; and as
   * it may be another place for each request, concurrent first reads share a load only if the slot says for whom it keeps
   * the value, as `slotPerObject` does.
   */
  readonly slot?: VariableSlot<T> | undefined;
  readonly clock?: Clock | undefined;
}

const OPTIONS = [
  'onEachAccess',
  'minimumReloadInterval',
  'slot',
  'clock',
  'updateAfter',
  'expireAfter',
  'keepStaleFor',
];

/** @throws {ConfigurationError} for an option that is not known */
export function checkVariableOptions(options: object): void {
  for (const name of Object.keys(options)) {
    if (!OPTIONS.includes(name)) throw new ConfigurationError(`a variable has the options ${OPTIONS.join(', ')}`, name);
  }
}
