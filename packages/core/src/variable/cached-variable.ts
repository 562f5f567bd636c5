import type { Awaitable } from '../awaitable.js';
import type { Clock } from '../clock/clock.js';
import { type Milliseconds, toMilliseconds } from '../clock/duration.js';
import { systemClock } from '../clock/system-clock.js';
import { type Spans, spansOf } from '../entry/spans.js';
import { ConfigurationError } from '../errors.js';
import { ignore } from '../flight/deferred.js';
import { inEmptyContext } from '../flight/empty-context.js';
import { type CachedVariable, checkVariableOptions, type VariableOptions } from './variable-options.js';
import { isOwned, NO_VALUE_STORED, type OwnedSlot, type VariableSlot } from './variable-slot.js';

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
  checkVariableOptions(options);
  return new LoadedVariable(loader, options);
}

/** A load under way. */
interface Load<T> {
  readonly value: Promise<T>;
  /** Whose value it loads, if the slot tells them apart. */
  readonly owner: object | undefined;
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
  readonly #owned: OwnedSlot<T> | undefined;
  readonly #sharedByOwner = new WeakMap<object, Load<T>>();

  constructor(loader: () => Awaitable<T>, options: VariableOptions<T, U>) {
    const { onEachAccess, minimumReloadInterval, slot, clock, ...lifeSpan } = options;
    const hasLifeSpan = Object.values(lifeSpan).some((span) => span !== undefined);
    if (slot && hasLifeSpan) throw new ConfigurationError('a slot decides how long it holds; leave the lifetimes out');
    this.#loader = loader;
    this.#transform = onEachAccess;
    this.#slot = slot;
    this.#owned = slot && isOwned(slot) ? slot : undefined;
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
      if (this.#standing === undefined) inEmptyContext(() => this.#sharedLoad()).catch(ignore);
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
    if (this.#clock.monotonic() - this.#startedAt < this.#interval) {
      const standing = this.#standing;
      const held = this.#read();
      if (standing !== undefined) return this.#answer(await standing.value);
      if (held !== NO_VALUE_STORED) return this.#answer(held);
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
    return (this.#standing ?? this.#load()).value;
  }

  /** The load under way that a read may join. */
  get #standing(): Load<T> | undefined {
    if (this.#slot === undefined) return this.#shared;
    const owner = this.#owned?.owner();
    return owner && this.#sharedByOwner.get(owner);
  }

  #load(): Load<T> {
    const startedAt = this.#clock.monotonic();
    this.#startedAt = startedAt;
    const owner = this.#owned?.owner();
    const load: Load<T> = { value: this.#run(() => load, startedAt), owner, isVoid: false };
    this.#loads.add(load);
    if (this.#slot === undefined) this.#shared = load;
    else if (owner) this.#sharedByOwner.set(owner, load);
    return load;
  }

  async #run(self: () => Load<T>, startedAt: Milliseconds): Promise<T> {
    await null; // the load is listed before its loader runs
    const load = self();
    try {
      const value = await this.#loader();
      if (!load.isVoid) this.#write(value, startedAt, load.owner);
      return value;
    } finally {
      this.#loads.delete(load);
      if (this.#shared === load) this.#shared = undefined;
      if (load.owner && this.#sharedByOwner.get(load.owner) === load) this.#sharedByOwner.delete(load.owner);
    }
  }

  /** What is loading now may be older than what happens now: for the owner of the moment, or for all if there is none. */
  #fence(): void {
    const owner = this.#owned?.owner();
    for (const load of this.#loads) if (owner === undefined || load.owner === owner) load.isVoid = true;
    this.#shared = undefined;
    if (owner) this.#sharedByOwner.delete(owner);
  }

  #read(): T | typeof NO_VALUE_STORED {
    return this.#slot === undefined ? this.#held : this.#slot.read();
  }

  #write(value: T | typeof NO_VALUE_STORED, loadedAt: Milliseconds, owner?: object): void {
    this.#loadedAt = loadedAt;
    if (this.#slot === undefined) this.#held = value;
    else if (owner && this.#owned) this.#owned.write(value, owner);
    else this.#slot.write(value);
  }
}
