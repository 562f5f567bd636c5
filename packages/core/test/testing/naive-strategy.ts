import type { TrackedEntry } from '../../src/entry/cache-entry.js';
import { ConfigurationError } from '../../src/errors.js';
import type { EvictionBound, EvictionStrategy } from '../../src/eviction/eviction-strategy.js';

/** A right strategy of the simplest kind: least recently used by the order of a Map. */
export class NaiveStrategy implements EvictionStrategy {
  readonly capacity: number;
  readonly weights = new Map<string, number>();
  #sum = 0;
  readonly #tooHeavy = new Set<string>();
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
    this.markReleased(key);
    const weight = this.#weigh(entry.value, key);
    this.weights.set(key, weight);
    this.#sum += weight;
    if (weight > this.capacity) this.#tooHeavy.add(key);
  }

  markReleased(key: string): void {
    this.#sum -= this.weights.get(key) ?? 0;
    this.weights.delete(key);
    this.#tooHeavy.delete(key);
  }

  nextToRelease(): string | undefined {
    if (this.#sum <= this.capacity) return undefined;
    const [key = this.weights.keys().next().value] = this.#tooHeavy;
    return key;
  }

  *tracked(): Iterable<string> {
    yield* this.weights.keys();
  }

  sum(): number {
    return this.#sum;
  }
}
