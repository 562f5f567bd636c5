import type { CacheOptions } from './configuration/cache-options.js';
import { ConfigurationError } from './errors.js';
import type { AnyFunction } from './memoized.js';
import { MemoizedMethod } from './memoized-method.js';
import type { Foundation } from './memoizer.js';

export interface MethodOptions<This> {
  /** Stable identity of the instance; needed on a shared storage. */
  readonly instanceKey?: ((self: This) => string) | undefined;
}

/** Both kinds of decorators: standard ones, and those of `experimentalDecorators`. For what answers with a promise only. */
export interface MemoizedDecorator {
  <This, A extends any[], V>(
    method: (this: This, ...args: A) => Promise<V>,
    context: ClassMethodDecoratorContext<This, (this: This, ...args: A) => Promise<V>>,
  ): (this: This, ...args: A) => Promise<V>;
  <This, V>(
    getter: (this: This) => Promise<V>,
    context: ClassGetterDecoratorContext<This, Promise<V>>,
  ): (this: This) => Promise<V>;
  (target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<(...args: any[]) => Promise<any>>): void;
  (target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<Promise<any>>): void;
}

/** `@memoized`, with and without parentheses. */
export type MemoizedDecoratorFactory = MemoizedDecorator &
  (<This = any, Args extends any[] = any, Value = any>(
    options?: CacheOptions<Args, Value> & MethodOptions<This>,
  ) => MemoizedDecorator);

/** Makes `@memoized`. @param foundations what a function stands on, for the options it was given */
export function memoizedDecorator(
  foundations: (options: CacheOptions | undefined) => Foundation,
): MemoizedDecoratorFactory {
  const decorate = (method: unknown, name: string, given: (CacheOptions & MethodOptions<any>) | undefined) => {
    if (typeof method !== 'function') throw new ConfigurationError(FOR_METHODS, method);
    const { instanceKey, ...options } = given ?? {};
    return new MemoizedMethod(method as AnyFunction, name, foundations(options), instanceKey).wrapped;
  };
  const decorator =
    (given: (CacheOptions & MethodOptions<any>) | undefined) =>
    (target: unknown, keyOrContext: unknown, descriptor?: PropertyDescriptor): unknown => {
      if (isStandard(keyOrContext)) {
        if (keyOrContext.kind !== 'method' && keyOrContext.kind !== 'getter') {
          throw new ConfigurationError(FOR_METHODS, keyOrContext.kind);
        }
        return decorate(target, String(keyOrContext.name), given);
      }
      if (descriptor === undefined) throw new ConfigurationError(FOR_METHODS, target);
      const place = descriptor.get ? 'get' : 'value';
      descriptor[place] = decorate(descriptor[place], String(keyOrContext), given);
      return undefined;
    };
  return ((...given: [unknown?, unknown?, PropertyDescriptor?]) =>
    given.length >= 2
      ? decorator(undefined)(given[0], given[1], given[2])
      : decorator(given[0] as CacheOptions)) as MemoizedDecoratorFactory;
}

const FOR_METHODS = '@memoized is for asynchronous methods and getters';

function isStandard(context: unknown): context is { readonly kind: string; readonly name: string | symbol } {
  return typeof context === 'object' && context !== null && typeof (context as { kind?: unknown }).kind === 'string';
}
