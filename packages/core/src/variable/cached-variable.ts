import type { Awaitable } from '../awaitable.js';
import type { Clock } from '../clock/clock.js';
import { type Duration, type Milliseconds, toMilliseconds } from '../clock/duration.js';
import { systemClock } from '../clock/system-clock.js';
import type { LifeSpan } from '../entry/life-span.js';
import { type Spans, spansOf } from '../entry/spans.js';
import { ConfigurationError } from '../errors.js';
import { ignore } from '../flight/deferred.js';
import { inEmptyContext } from '../flight/empty-context.js';
import { NO_VALUE_STORED, type VariableSlot } from './variable-slot.js';

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
   * it may be another place for each request, concurrent first reads do not share a load.
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

/**
 * Makes a variable that loads its own value. Without a lifetime it holds until it is invalidated.
 *
 * @throws {ConfigurationError} for a loader that is no function, an unknown option, lifetimes together with a slot
 */
export function cachedVariable<T, U = T>(
  loader: () => Awaitable<T>,
  options: VariableOptions<T, U> = {},
): CachedVariable<T, U> {
  if (typeof loader !== 'function') throw new ConfigurationError('a variable takes a function that loads it', loader);
  for (const name of Object.keys(options)) {
    if (!OPTIONS.includes(name)) throw new ConfigurationError(`a variable has the options ${OPTIONS.join(', ')}`, name);
  }
  return new LoadedVariable(loader, options);
}

/** A load under way. */
interface Load<T> {
  readonly value: Promise<T>;
  isVoid: boolean;
}

class LoadedVariable<T, U> implements CachedVariable<T, U> {
  readonly #loader: () => Awaitable<T>;
  readonly #transform: ((value: T) => U) | undefined;
  readonly #slot: VariableSlot<T> | undefined;
  readonly #spans: Spans | undefined;
  readonly #interval: Milliseconds;
  readonly #clock: Clock;
  #held: T | typeof NO_VALUE_STORED = NO_VALUE_STORED;
  /** When the load of what is held began; monotonic, so that nothing depends on the wall clock. */
  #loadedAt: Milliseconds = 0;
  #startedAt: Milliseconds = Number.NEGATIVE_INFINITY;
  readonly #loads = new Set<Load<T>>();
  #shared: Load<T> | undefined = undefined;

  constructor(loader: () => Awaitable<T>, options: VariableOptions<T, U>) {
    const { onEachAccess, minimumReloadInterval, slot, clock, ...lifeSpan } = options;
    const hasLifeSpan = Object.values(lifeSpan).some((span) => span !== undefined);
    if (slot && hasLifeSpan) throw new ConfigurationError('a slot decides how long it holds; leave the lifetimes out');
    this.#loader = loader;
    this.#transform = onEachAccess;
    this.#slot = slot;
    this.#spans = hasLifeSpan ? spansOf(lifeSpan) : undefined;
    this.#interval =
      minimumReloadInterval === undefined ? 0 : toMilliseconds('minimumReloadInterval', minimumReloadInterval);
    this.#clock = clock ?? systemClock;
  }

  async get(): Promise<U> {
    const held = this.#read();
    if (held === NO_VALUE_STORED) return this.#answer(await this.#sharedLoad());
    const age = this.#clock.monotonic() - this.#loadedAt;
    if (this.#spans === undefined || age < this.#spans.updateAfter) return this.#answer(held);
    if (age < this.#spans.expireAfter) {
      if (this.#shared === undefined) inEmptyContext(() => this.#sharedLoad()).catch(ignore);
      return this.#answer(held);
    }
    return this.#answer(await this.#loadOr(held, age < this.#spans.expireAfter + this.#spans.keepStaleFor));
  }

  peek(): T | typeof NO_VALUE_STORED {
    const held = this.#read();
    const { expireAfter = Number.POSITIVE_INFINITY } = this.#spans ?? {};
    return this.#clock.monotonic() - this.#loadedAt < expireAfter ? held : NO_VALUE_STORED;
  }

  set(value: T): void {
    this.#fence();
    this.#write(value, this.#clock.monotonic());
  }

  invalidate(): void {
    this.#fence();
    this.#write(NO_VALUE_STORED, 0);
  }

  async refresh(): Promise<U> {
    const held = this.#read();
    if (held !== NO_VALUE_STORED && this.#clock.monotonic() - this.#startedAt < this.#interval) {
      return this.#answer(this.#shared === undefined ? held : await this.#shared.value);
    }
    this.#fence();
    return this.#answer(await this.#sharedLoad());
  }

  #answer(value: T): U {
    return this.#transform === undefined ? (value as unknown as U) : this.#transform(value);
  }

  async #loadOr(held: T, isKept: boolean): Promise<T> {
    try {
      return await this.#sharedLoad();
    } catch (error) {
      if (isKept) return held;
      throw error;
    }
  }

  #sharedLoad(): Promise<T> {
    return (this.#shared ?? this.#load()).value;
  }

  #load(): Load<T> {
    const startedAt = this.#clock.monotonic();
    this.#startedAt = startedAt;
    const load: Load<T> = { value: this.#run(() => load, startedAt), isVoid: false };
    this.#loads.add(load);
    if (this.#slot === undefined) this.#shared = load;
    return load;
  }

  async #run(self: () => Load<T>, startedAt: Milliseconds): Promise<T> {
    await null; // the load is listed before its loader runs
    const load = self();
    try {
      const value = await this.#loader();
      if (!load.isVoid) this.#write(value, startedAt);
      return value;
    } finally {
      this.#loads.delete(load);
      if (this.#shared === load) this.#shared = undefined;
    }
  }

  /** What is loading now may be older than what happens now. With a slot, that is so for every place it may stand for. */
  #fence(): void {
    for (const load of this.#loads) load.isVoid = true;
    this.#shared = undefined;
  }

  #read(): T | typeof NO_VALUE_STORED {
    return this.#slot === undefined ? this.#held : this.#slot.read();
  }

  #write(value: T | typeof NO_VALUE_STORED, loadedAt: Milliseconds): void {
    this.#loadedAt = loadedAt;
    if (this.#slot === undefined) this.#held = value;
    else this.#slot.write(value);
  }
}
