import type { EvictionStrategy } from './eviction-strategy.js';

/**
 * Gives up nothing and remembers nothing: for a storage that bounds itself, or a function with few different
 * arguments. It has no keys to hand to a successor, which therefore learns of entries as they are written.
 */
export class NoEvictionStrategy implements EvictionStrategy {
  markRead(): void {}

  markWritten(): void {}

  markReleased(): void {}

  nextToRelease(): undefined {
    return undefined;
  }

  tracked(): readonly never[] {
    return [];
  }
}
