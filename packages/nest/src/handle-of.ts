import { ConfigurationError, type MemoizedHandle } from '@memoir/core';
import { marksOn, ownerOf } from './dispatcher.js';

/**
 * The handle of a method that is `@Memoized`, to invalidate, refresh or watch it.
 *
 * @throws {ConfigurationError} if it is not decorated, or the object belongs to no application that has started
 */
export function handleOf<T extends object, K extends keyof T & string>(
  self: T,
  name: K,
): T[K] extends (...args: infer A extends any[]) => Promise<infer V> ? MemoizedHandle<A, V> : never {
  const mark = marksOn(self).get(name);
  const owner = ownerOf(self);
  if (mark === undefined) throw new ConfigurationError('handleOf takes a method that is @Memoized', name);
  if (owner === undefined) {
    throw new ConfigurationError('handleOf takes an object of an application that imports the MemoirModule', name);
  }
  return owner.functionFor(self, mark) as any;
}
