import type { CacheOptions } from './configuration/cache-options.js';
import { ConfigurationError } from './errors.js';
import { Line } from './memoize.js';
import type { AnyFunction, MemoizedHandle } from './memoized.js';
import { handleOn } from './memoized-function.js';
import { checkFunction, type Foundation } from './memoizer.js';

export interface MethodOptions<This> {
  /** Stable identity of the instance; needed on a shared storage. */
  readonly instanceKey?: ((self: This) => string) | undefined;
}

/** Both kinds of decorators: standard ones, and those of `experimentalDecorators`. Asynchronous methods only. */
export interface MemoizedDecorator {
  <This, A extends any[], V>(
    method: (this: This, ...args: A) => Promise<V>,
    context: ClassMethodDecoratorContext<This, (this: This, ...args: A) => Promise<V>>,
  ): (this: This, ...args: A) => Promise<V>;
  (target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<(...args: any[]) => Promise<any>>): void;
}

/** `@memoized`, with and without parentheses. */
export type MemoizedDecoratorFactory = MemoizedDecorator &
  (<This = any, Args extends any[] = any, Value = any>(
    options?: CacheOptions<Args, Value> & MethodOptions<This>,
  ) => MemoizedDecorator);

/** One decorated method: for each object a line of its own, which lives as long as the object. */
class MemoizedMethod {
  readonly #lines = new WeakMap<object, Line>();
  readonly #handles = new WeakMap<object, MemoizedHandle<any[], any>>();
  #instances = 0;

  constructor(
    private readonly method: AnyFunction,
    private readonly name: string,
    private readonly foundation: Foundation,
    private readonly instanceKey: ((self: any) => string) | undefined,
  ) {
    checkFunction(method);
    const { snapshot, overlay } = foundation;
    const { storage } = overlay ? overlay(snapshot) : snapshot;
    if (storage.shared && instanceKey === undefined) {
      throw new ConfigurationError(
        `@memoized ${name} on a storage that other processes share needs an instanceKey, so that they mean the same object`,
      );
    }
  }

  lineOf(self: object): Line {
    let line = this.#lines.get(self);
    if (line === undefined) {
      line = this.#lineFor(self);
      this.#lines.set(self, line);
    }
    return line;
  }

  handleOf(self: object): MemoizedHandle<any[], any> {
    let handle = this.#handles.get(self);
    if (handle === undefined) {
      handle = handleOn(this.lineOf(self), undefined, self);
      this.#handles.set(self, handle);
    }
    return handle;
  }

  #lineFor(self: object): Line {
    const { method, foundation, instanceKey } = this;
    const owner = typeof self === 'function' ? self.name : self.constructor?.name;
    return new Line({
      ...foundation,
      identity: {
        name: owner ? `${owner}.${this.name}` : this.name,
        instance: {
          key: instanceKey ? instanceKey(self) : String(++this.#instances),
          method: this,
          isPrivate: instanceKey === undefined,
        },
      },
      // The object is the one of the call, not one that the line remembers: it must not be what keeps it alive.
      invoke: ({ self: caller, args }) => method.apply(caller, args as unknown[]),
      wantsNotes: false,
    });
  }
}

const methods = new WeakMap<object, MemoizedMethod>();

/** Makes `@memoized`. @param foundations what a function stands on, for the options it was given */
export function memoizedDecorator(
  foundations: (options: CacheOptions | undefined) => Foundation,
): MemoizedDecoratorFactory {
  const decorate = (method: unknown, name: string, given: (CacheOptions & MethodOptions<any>) | undefined) => {
    if (typeof method !== 'function') throw new ConfigurationError('@memoized is for methods', method);
    const { instanceKey, ...options } = given ?? {};
    return wrapped(new MemoizedMethod(method as AnyFunction, name, foundations(options), instanceKey), method);
  };
  const decorator =
    (given: (CacheOptions & MethodOptions<any>) | undefined) =>
    (target: unknown, keyOrContext: unknown, descriptor?: PropertyDescriptor): unknown => {
      if (isStandard(keyOrContext)) {
        if (keyOrContext.kind !== 'method') {
          throw new ConfigurationError('@memoized is for asynchronous methods', keyOrContext.kind);
        }
        return decorate(target, String(keyOrContext.name), given);
      }
      if (descriptor === undefined) throw new ConfigurationError('@memoized is for methods', target);
      descriptor.value = decorate(descriptor.value, String(keyOrContext), given);
      return undefined;
    };
  return ((...given: [unknown?, unknown?, PropertyDescriptor?]) =>
    given.length >= 2
      ? decorator(undefined)(given[0], given[1], given[2])
      : decorator(given[0] as CacheOptions)) as MemoizedDecoratorFactory;
}

/**
 * The handle of a decorated method: a decorator cannot add it to the method's type.
 *
 * @throws {ConfigurationError} if the method is not decorated
 */
export function handleOf<T extends object, K extends keyof T>(
  self: T,
  method: K,
): T[K] extends (...args: infer A extends any[]) => Promise<infer V> ? MemoizedHandle<A, V> : never {
  const candidate = self[method];
  const decorated = typeof candidate === 'function' ? methods.get(candidate) : undefined;
  if (decorated === undefined)
    throw new ConfigurationError('handleOf takes a method that is @memoized', String(method));
  return decorated.handleOf(self) as any;
}

function wrapped(method: MemoizedMethod, original: Function): AnyFunction {
  async function memoizedMethod(this: unknown, ...args: unknown[]): Promise<unknown> {
    if ((typeof this !== 'object' && typeof this !== 'function') || this === null) {
      throw new TypeError(`the memoized method ${original.name} was called without its object`);
    }
    return await method.lineOf(this).call(this, args);
  }
  Object.defineProperty(memoizedMethod, 'name', { value: original.name, configurable: true });
  Object.defineProperty(memoizedMethod, 'length', { value: original.length, configurable: true });
  methods.set(memoizedMethod, method);
  return memoizedMethod;
}

function isStandard(context: unknown): context is { readonly kind: string; readonly name: string | symbol } {
  return typeof context === 'object' && context !== null && typeof (context as { kind?: unknown }).kind === 'string';
}
