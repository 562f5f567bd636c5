import { ConfigurationError } from '../errors.js';
import type { EvictionStrategy } from '../eviction/eviction-strategy.js';

/** A strategy whose bound can be changed. Found by presence. */
export interface ResizableEvictionStrategy extends EvictionStrategy {
  setCapacity(capacity: number): void;
}

export function isResizable(strategy: EvictionStrategy): strategy is ResizableEvictionStrategy {
  return typeof (strategy as Partial<ResizableEvictionStrategy>).setCapacity === 'function';
}

/** @throws {ConfigurationError} unless it is finite and more than 0 */
export function checkCapacity(capacity: number): void {
  if (typeof capacity !== 'number' || !Number.isFinite(capacity) || capacity <= 0) {
    throw new ConfigurationError('capacity is a number of entries, at least 1', capacity);
  }
}
