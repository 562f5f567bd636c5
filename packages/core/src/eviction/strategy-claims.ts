import { checkStrategy } from '../configuration/parts.js';
import { ConfigurationError } from '../errors.js';
import type { EvictionStrategy } from './eviction-strategy.js';

const owners = new WeakMap<EvictionStrategy, WeakRef<object>>();

/**
 * Gives the strategy that one function is to use: a new one from a factory, or the instance, if no other function has it.
 *
 * @throws {ConfigurationError} if the instance serves another function already
 */
export function claimStrategy(given: EvictionStrategy | (() => EvictionStrategy), owner: object): EvictionStrategy {
  const strategy = typeof given === 'function' ? given() : given;
  if (typeof given === 'function') checkStrategy(strategy);
  const standing = owners.get(strategy)?.deref();
  if (standing !== undefined && standing !== owner) {
    throw new ConfigurationError(
      'this eviction strategy serves another function already; pass a factory, such as ' +
        `() => new ${strategy.constructor.name || 'MyEvictionStrategy'}(...)`,
    );
  }
  owners.set(strategy, new WeakRef(owner));
  return strategy;
}

/** Lets another function have the instance. */
export function giveBackStrategy(strategy: EvictionStrategy): void {
  owners.delete(strategy);
}
