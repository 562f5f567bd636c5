import type { EvictionStrategy } from '@memoir/core';

/** First in, first out, as plainly as it can be said. */
export class PlainFifoStrategy implements EvictionStrategy {
  readonly #keys = new Set<string>();

  constructor(private readonly capacity: number) {}

  markRead(): void {}

  markWritten(key: string): void {
    this.#keys.add(key);
  }

  markReleased(key: string): void {
    this.#keys.delete(key);
  }

  nextToRelease(): string | undefined {
    return this.#keys.size > this.capacity ? this.#keys.values().next().value : undefined;
  }

  tracked(): Iterable<string> {
    return this.#keys;
  }
}
