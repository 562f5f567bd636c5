import type { TrackedEntry } from '../../src/entry/cache-entry.js';
import { ConfigurationError } from '../../src/errors.js';
import type { EvictionBound, EvictionStrategy } from '../../src/eviction/eviction-strategy.js';

/** A right strategy of the simplest kind: least recently used by the order of a Map, weights summed up each time. */
export class NaiveStrategy implements EvictionStrategy {
  readonly capacity: number;
  readonly weights = new Map<string, number>();
  readonly #weigh: (value: unknown, key: string) => number;

  constructor({ capacity = 4096, weigh = () => 1 }: EvictionBound) {
    if (!(capacity > 0 && capacity < Number.POSITIVE_INFINITY)) throw new ConfigurationError('capacity', capacity);
    this.capacity = capacity;
    this.#weigh = weigh;
  }

  markRead(key: string, _entry: TrackedEntry): void {
    const weight = this.weights.get(key);
    if (weight === undefined) return;
    this.weights.delete(key);
    this.weights.set(key, weight);
  }

  markWritten(key: string, entry: TrackedEntry): void {
    this.weights.delete(key);
    this.weights.set(key, this.#weigh(entry.value, key));
  }

  markReleased(key: string): void {
    this.weights.delete(key);
  }

  nextToRelease(): string | undefined {
    if (this.sum() <= this.capacity) return undefined;
    for (const [key, weight] of this.weights) if (weight > this.capacity) return key;
    return this.weights.keys().next().value;
  }

  *tracked(): Iterable<string> {
    yield* this.weights.keys();
  }

  sum(): number {
    let sum = 0;
    for (const weight of this.weights.values()) sum += weight;
    return sum;
  }
}
