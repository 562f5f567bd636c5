import type { CacheKey } from '../key/cache-key.js';
import { KeyTable } from '../key/key-table.js';
import type { Flight, Voidance } from './flight.js';

/** How many timed-out loads are kept in reach of fences; the oldest beyond that can no longer store. */
const MOST_LATE_LOADS = 10_000;

/** All flights of one function: at most one per key can be joined, and a fence reaches every one that could still store. */
export class Flights<V> {
  /**
   * One of the current flights, outside the table: where loads mostly run one after another, nothing else has to be kept.
   * Measured: a tenth of a miss.
   */
  #alone: Flight<V> | undefined = undefined;
  readonly #current = new KeyTable<Flight<V>>();
  /** Timed-out loads that may still store: at most one per key, since a newer load supersedes an older one. */
  readonly #late = new Map<CacheKey, Flight<V>>();
  /** Still running, for nobody but those who had joined before. */
  readonly #void = new Set<Flight<V>>();

  /** The flight that a new caller of the key may join. */
  get(key: CacheKey): Flight<V> | undefined {
    const alone = this.#alone;
    if (alone === undefined) return this.#current.size === 0 ? undefined : this.#current.get(key);
    return alone.key === key ? alone : this.#current.get(key);
  }

  /** Makes it the key's flight; whatever flew before can no longer store. */
  add(flight: Flight<V>): void {
    this.fence(flight.key, 'superseded');
    flight.isCurrent = true;
    if (this.#alone === undefined) this.#alone = flight;
    else this.#current.add(flight.key, flight);
  }

  /** Takes it out of the map if it is still the one that stands there. */
  remove(flight: Flight<V>): void {
    if (flight.isCurrent) this.#removeCurrent(flight);
    else if (this.#void.size > 0 || this.#late.size > 0) this.#removeLate(flight);
  }

  #removeLate(flight: Flight<V>): void {
    if (!this.#void.delete(flight) && this.#late.get(flight.key) === flight) this.#late.delete(flight.key);
  }

  /** Nobody joins it any more; its result still counts if nothing makes it void. */
  makeLate(flight: Flight<V>): void {
    if (!flight.isCurrent) {
      // A load that never ends must not be kept; an offer that is out ends soon, and has to hear of removals until then.
      if (flight.stage !== 'offering') this.#void.delete(flight);
      return;
    }
    this.#removeCurrent(flight);
    this.#late.set(flight.key, flight);
    if (this.#late.size <= MOST_LATE_LOADS) return;
    const [oldest] = this.#late.values();
    if (oldest) {
      oldest.void = 'superseded';
      this.#late.delete(oldest.key);
    }
  }

  /** Those who wait keep their answer; nothing is stored and nobody new joins. */
  fence(key: CacheKey, reason: Voidance): void {
    if (this.#alone !== undefined || this.#current.size > 0 || this.#late.size > 0) this.#makeVoid(key, reason);
    if (reason === 'fenced' && this.#void.size > 0) this.#fenceVoid(key);
  }

  fenceAll(): void {
    for (const { key } of [...this.#allCurrent(), ...this.#late.values()]) this.#makeVoid(key, 'fenced');
    for (const flight of this.#void) flight.void = 'fenced';
  }

  /** Every load that still runs. */
  *running(): Iterable<Flight<V>> {
    yield* this.#allCurrent();
    yield* this.#late.values();
    yield* this.#void;
  }

  #allCurrent(): Flight<V>[] {
    return this.#alone === undefined ? [...this.#current.values()] : [this.#alone, ...this.#current.values()];
  }

  #removeCurrent(flight: Flight<V>): void {
    flight.isCurrent = false;
    if (this.#alone === flight) this.#alone = undefined;
    else this.#current.delete(flight.key);
  }

  /** What was superseded can have offered before it was; an invalidation takes that away, too. */
  #fenceVoid(key: CacheKey): void {
    for (const flight of this.#void) if (flight.key === key) flight.void = 'fenced';
  }

  #makeVoid(key: CacheKey, reason: Voidance): void {
    const current = this.get(key);
    if (current && (reason === 'superseded' || !current.canOutlast(reason))) {
      current.void ??= reason;
      this.#removeCurrent(current);
      this.#void.add(current);
    }
    const late = this.#late.get(key);
    if (late) {
      late.void ??= reason;
      this.#late.delete(key);
      // A load that never ends must not be kept; an offer that is out ends soon.
      if (late.stage === 'offering') this.#void.add(late);
    }
  }
}
