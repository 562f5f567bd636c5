import { mixed } from '../../key/key-hash.js';
import { MiniatureCache } from './miniature-cache.js';

/** From almost pure W-TinyLFU, which resists scans and loops, to LRU. */
const SHARES = [0.01, 0.1, 0.3, 0.99] as const;
/** Where a cache starts that knows nothing yet. Source: the window of W-TinyLFU. */
export const FIRST_SHARE = SHARES[0];
/** A miniature has between this many entries and twice as many, or as many as the cache itself. */
const FEWEST_ENTRIES = 128;
/** Leads are compared each time this part of a generation was asked for ... */
const ROUNDS_PER_GENERATION = 8;
const SHORTEST_ROUND = 16;
/** ... and a lead is forgotten over this many generations. */
const MEMORY_IN_GENERATIONS = 16;
/** To change the window costs misses: about this part of the entries that change parts. A lead must be worth that ... */
const COST_OF_CHANGE = 0.1;
/** ... times this for each change, less and less as it is forgotten: what goes to and fro would always come too late. */
const RESTLESSNESS_PER_CHANGE = 2;
/** The contest is no longer about this cache when its entries have become this many times as many, or as few. */
const TOLERATED_CHANGE = 4;

/**
 * Finds out which share of the window serves a cache best, by miniature caches with a window of each share that see the
 * requests for a sample of the keys. Sources: the adaptive window of Einziger, Eytan, Friedman and Manes, "Adaptive
 * Software Cache Management", Middleware 2018; miniatures instead of their hill climber after Waldspurger, Saemundsson,
 * Ahmad and Park, "Cache Modeling and Optimization using Miniature Simulations", USENIX ATC 2017.
 */
export class WindowContest {
  readonly #miniatures: readonly MiniatureCache[];
  readonly #mask: number;
  readonly #entries: number;
  readonly #entriesInMiniature: number;
  readonly #roundLength: number;
  readonly #kept: number;
  readonly #hits: number[] = SHARES.map(() => 0);
  /** How many hits each is ahead of the leader, lately. */
  readonly #leads: number[] = SHARES.map(() => 0);
  #leader: number;
  /** What a change costs now, as a multiple of what it costs at rest. */
  #restlessness = 1;
  #requests = 0;

  /**
   * @param capacity of the cache, in the unit of the weights
   * @param entries how many it holds
   * @param share the share that its window has now
   * @param isWeighed whether entries weigh anything but 1
   */
  constructor(capacity: number, entries: number, share: number, isWeighed: boolean) {
    let fraction = 1;
    while (entries / fraction >= FEWEST_ENTRIES * 2) fraction *= 2;
    this.#mask = fraction - 1;
    this.#entries = entries;
    this.#entriesInMiniature = entries / fraction;
    this.#miniatures = SHARES.map((each) => new MiniatureCache(capacity / fraction, each, isWeighed));
    this.#leader = SHARES.indexOf(share as (typeof SHARES)[number]);
    this.#roundLength = Math.max(SHORTEST_ROUND, Math.round(this.#entriesInMiniature / ROUNDS_PER_GENERATION));
    this.#kept = Math.exp(-this.#roundLength / (this.#entriesInMiniature * MEMORY_IN_GENERATIONS));
  }

  /** The share that does best. */
  get share(): number {
    return SHARES[this.#leader]!;
  }

  /** Whether its miniatures still are miniatures of a cache that holds this many entries. */
  isAbout(entries: number): boolean {
    return entries <= this.#entries * TOLERATED_CHANGE && entries * TOLERATED_CHANGE >= this.#entries;
  }

  /** Whether the miniatures see requests for a key with this hash. */
  sees(hash: number): boolean {
    return (mixed(hash) & this.#mask) === 0;
  }

  /**
   * Shows a request for a key that is seen to the miniatures.
   *
   * @returns true if the best share has changed
   */
  access(hash: number, weight: number): boolean {
    for (let n = 0; n < SHARES.length; n++) {
      if (this.#miniatures[n]!.access(hash, weight)) this.#hits[n]!++;
    }
    this.#requests++;
    return this.#requests % this.#roundLength === 0 && this.#endRound();
  }

  /** A key that is seen has gone from the cache for another reason than its capacity. */
  forget(hash: number): void {
    for (const miniature of this.#miniatures) miniature.forget(hash);
  }

  #endRound(): boolean {
    const hitsOfLeader = this.#hits[this.#leader]!;
    this.#restlessness = 1 + (this.#restlessness - 1) * this.#kept;
    let best = this.#leader;
    for (let n = 0; n < SHARES.length; n++) {
      this.#leads[n] = this.#leads[n]! * this.#kept + this.#hits[n]! - hitsOfLeader;
      this.#hits[n] = 0;
      if (this.#leads[n]! > this.#leads[best]! && this.#leads[n]! > this.#costOfChangeTo(n)) best = n;
    }
    if (best === this.#leader) return false;
    const lead = this.#leads[best]!;
    for (let n = 0; n < SHARES.length; n++) this.#leads[n]! -= lead;
    this.#leader = best;
    this.#restlessness *= RESTLESSNESS_PER_CHANGE;
    return true;
  }

  #costOfChangeTo(n: number): number {
    return (
      COST_OF_CHANGE * this.#restlessness * this.#entriesInMiniature * Math.abs(SHARES[n]! - SHARES[this.#leader]!)
    );
  }
}
