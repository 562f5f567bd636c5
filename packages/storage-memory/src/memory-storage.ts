import {
  type ByteSize,
  type Clock,
  ConfigurationError,
  type Duration,
  type EvictionBound,
  type EvictionStrategy,
  fenceTags,
  type KeyspaceContext,
  type Milliseconds,
  type StorageFacts,
  type TaggingStorage,
  type TellingStorage,
  toBytes,
  toLifeTime,
  WeakList,
} from '@memoir/core';
import { BoundedMapShelf } from './bounded-map-shelf.js';
import { LruShelf } from './lru-shelf.js';
import { type MapOfEntries, MapsByNamespace } from './map-of-entries.js';
import { MapShelf } from './map-shelf.js';
import { MemoryKeyspace } from './memory-keyspace.js';
import { MemoryNamespace } from './memory-namespace.js';
import { NamedNamespaces } from './named-namespaces.js';
import { refuseUnknownOptions, toCount } from './options.js';
import { SharedBound } from './shared-bound.js';
import { StrategyBound } from './strategy-bound.js';
import { StrategyShelf } from './strategy-shelf.js';
import { Sweeper } from './sweeper.js';

export interface MemoryStorageOptions {
  /** The most entries of all functions together. Off unless given: then each function is bounded by its own strategy. */
  readonly maxEntries?: number | undefined;
  /**
   * The most bytes of all functions together, keys and what the storage itself needs per entry included. Sizes are
   * estimates, made once per write; a value that is changed afterwards is not measured again. Off unless given.
   */
  readonly maxBytes?: ByteSize | undefined;
  /**
   * Makes the strategy that decides what goes first once there is too much, for all functions together, such as
   * `(bound) => new AdaptiveEvictionStrategy(bound)`. It keeps one bound: `maxEntries` or `maxBytes`, not both.
   *
   * @default least recently used
   */
  readonly evictionStrategy?: ((bound: EvictionBound) => EvictionStrategy) | undefined;
  /**
   * Where the results stand, in place of a table of the storage's own: a map that holds one function's results, or what
   * makes a map for each namespace. Its bounds and lifetimes hold beside the function's; give both the same clock.
   */
  readonly map?: MapOfEntries | undefined;
  /**
   * How often entries past their `keepUntil` are reclaimed that nobody reads. The timer never keeps the process alive,
   * and runs only while something is held that can expire.
   *
   * @default '30s'
   */
  readonly sweepEvery?: Duration | 'never' | undefined;
}

const DEFAULT_SWEEP_EVERY = '30s';

/**
 * Results in the memory of this process, handed out as they were offered. With a bound, what was used longest ago goes
 * first, whichever function it belongs to, unless a strategy was given that says otherwise.
 */
export class MemoryStorage implements TaggingStorage, TellingStorage {
  readonly shared = false;
  /** Whether it was given a bound over all functions, or maps that have their own. */
  readonly boundsItself: boolean;
  readonly #bound: SharedBound | undefined;
  readonly #strategyBound: StrategyBound | undefined;
  readonly #maps: MapsByNamespace | undefined;
  readonly #sweepEvery: Milliseconds;
  readonly #named = new NamedNamespaces();
  readonly #all = new WeakList<MemoryNamespace<any>>();
  readonly #sweepers = new Map<Clock, Sweeper>();
  #isClosed = false;

  /** @throws {ConfigurationError} if an option cannot hold */
  constructor(options: MemoryStorageOptions = {}) {
    refuseUnknownOptions('MemoryStorage', options, ['maxEntries', 'maxBytes', 'evictionStrategy', 'map', 'sweepEvery']);
    const { maxEntries, maxBytes, evictionStrategy, map, sweepEvery = DEFAULT_SWEEP_EVERY } = options;
    this.#sweepEvery = toLifeTime('sweepEvery', sweepEvery);
    const isBounded = maxEntries !== undefined || maxBytes !== undefined;
    this.boundsItself = isBounded || map !== undefined;
    if (map !== undefined) this.#maps = new MapsByNamespace(map);
    if (map !== undefined && isBounded) throw new ConfigurationError('a map has its own bounds', options);
    if (evictionStrategy !== undefined && (maxEntries === undefined) === (maxBytes === undefined)) {
      throw new ConfigurationError('an evictionStrategy keeps one bound: give maxEntries or maxBytes', options);
    }
    if (!isBounded) return;
    this.#bound = new SharedBound(
      maxEntries === undefined ? undefined : toCount('maxEntries', maxEntries),
      maxBytes === undefined ? undefined : toBytes('maxBytes', maxBytes),
    );
    if (evictionStrategy === undefined) return;
    const capacity = maxBytes === undefined ? toCount('maxEntries', maxEntries!) : toBytes('maxBytes', maxBytes);
    this.#strategyBound = new StrategyBound(evictionStrategy, capacity, maxBytes !== undefined, this.#bound);
  }

  keyspace<V>(namespace: string, context: KeyspaceContext): MemoryKeyspace<V> {
    const open = () => this.#open<V>(namespace, context);
    const opened = context.private ? open() : this.#named.getOrInsertComputed(namespace, open);
    return new MemoryKeyspace<V>(opened, context);
  }

  /** At a cost that does not depend on how many entries carry the tags. */
  async invalidateTags(tags: readonly string[]): Promise<void> {
    fenceTags(this, tags);
    for (const namespace of this.#all) namespace.invalidateTags(tags);
  }

  /** At a cost that does not depend on how many entries carry the tags. */
  async expireTags(tags: readonly string[]): Promise<void> {
    fenceTags(this, tags, 'expired');
    for (const namespace of this.#all) namespace.expireTags(tags);
  }

  facts(): StorageFacts {
    let entries = 0;
    for (const { shelf } of this.#all) entries += shelf.size;
    return { name: this.constructor.name, entries, ...this.#bound?.facts(this.#strategyBound?.weight) };
  }

  /** Ends the sweep for good; no timer is left. What is held stays, and everything else works on. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const sweeper of this.#sweepers.values()) sweeper.close();
    this.#sweepers.clear();
  }

  #open<V>(namespace: string, { clock, ...context }: KeyspaceContext): MemoryNamespace<V> {
    const bound = this.#bound;
    const strategyBound = this.#strategyBound;
    const map = this.#maps?.mapFor(namespace);
    const opened = new MemoryNamespace<V>({
      clock,
      sweeper: this.#sweeperOn(clock),
      remembersTags: !(context.private && context.judgesTags),
      buildShelf: (evictions, left) => {
        if (map) return new BoundedMapShelf(map, clock, left);
        if (strategyBound) return new StrategyShelf(strategyBound, evictions);
        return bound ? new LruShelf(bound, evictions) : new MapShelf();
      },
    });
    this.#all.add(opened);
    return opened;
  }

  #sweeperOn(clock: Clock): Sweeper | undefined {
    if (this.#isClosed || this.#sweepEvery === Number.POSITIVE_INFINITY) return undefined;
    let sweeper = this.#sweepers.get(clock);
    if (!sweeper) {
      sweeper = new Sweeper(this.#sweepEvery, clock);
      this.#sweepers.set(clock, sweeper);
    }
    return sweeper;
  }
}
