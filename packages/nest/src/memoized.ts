import { type AnyFunction, type CacheOptions, ConfigurationError, type MemoizedDecorator } from '@memoir/core';
import { dispatcherFor } from './dispatcher.js';

export interface MemoizedOptions<Args extends readonly any[] = any, Value = any> extends CacheOptions<Args, Value> {
  /**
   * Whose results they are: those of all objects of the class together, or of each object alone.
   *
   * @default 'class', since Nest makes one object of a class
   */
  readonly per?: 'class' | 'instance' | undefined;
  /** With `per: 'instance'`, which object it is: needed on a storage that other processes share. */
  readonly instanceKey?: ((self: any) => string) | undefined;
}

/**
 * Memoizes an asynchronous method of a provider or a controller by the `MemoirModule` of the application that it belongs
 * to. The namespace is `Class.method` unless one is given. An object that no such application made, as in a unit test,
 * has its method as it is written.
 */
export const Memoized = (options: MemoizedOptions = {}): MemoizedDecorator =>
  ((target: unknown, keyOrContext: unknown, descriptor?: PropertyDescriptor): unknown => {
    if (isStandard(keyOrContext)) return dispatcherFor(methodOf(target), String(keyOrContext.name), options);
    if (descriptor === undefined) throw new ConfigurationError(FOR_METHODS, target);
    descriptor.value = dispatcherFor(methodOf(descriptor.value), String(keyOrContext), options);
    return undefined;
  }) as MemoizedDecorator;

const FOR_METHODS = '@Memoized is for asynchronous methods';

function isStandard(context: unknown): context is ClassMethodDecoratorContext {
  return typeof context === 'object' && context !== null && 'kind' in context;
}

function methodOf(found: unknown): AnyFunction {
  if (typeof found !== 'function') throw new ConfigurationError(FOR_METHODS, found);
  return found as AnyFunction;
}
