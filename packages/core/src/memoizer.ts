import { types } from 'node:util';
import type { CacheConfiguration } from './configuration/cache-configuration.js';
import type { CacheOptions } from './configuration/cache-options.js';
import { type Overlay, overlayOf } from './configuration/options.js';
import { cellOf, isConfiguration, type Snapshot, type SnapshotCell, snapshotOf } from './configuration/snapshot.js';
import { ConfigurationError } from './errors.js';
import type { LoadContext, NotModified } from './flight/load-context.js';
import { applied } from './flight/passengers.js';
import type { LineTerms } from './line-frame.js';
import { BypassSwitch } from './live/bypass.js';
import { Line } from './memoize.js';
import { memoizedMany } from './memoize-many.js';
import type { AnyFunction, Loaded, Memoized } from './memoized.js';
import { type MemoizedDecoratorFactory, memoizedDecorator } from './memoized-decorator.js';
import { memoizedFunction } from './memoized-function.js';
import type { LoadMany, ManyOptions, MemoizedMany } from './memoized-many.js';

/** A loader that is told of its load. */
export type LoaderWithContext = (context: LoadContext, ...args: any[]) => unknown;

/** What its calls are made with. Taken from the loader alone: options that leave arguments out must not decide it. */
export type ArgumentsAfterContext<F extends LoaderWithContext> = F extends (
  context: LoadContext,
  ...args: infer A
) => unknown
  ? A
  : never;

export type WithContext<A extends readonly any[], R> = (...args: A) => Promise<Exclude<Awaited<R>, NotModified>>;

/** The functions of this framework, bound to a configuration that every one starts from. */
export interface Memoizer {
  /**
   * Gives a function that is called like `fn` and remembers what it resolves with.
   *
   * @throws {ConfigurationError} for what is not a function, a generator function, and a wrong option
   */
  memoize<F extends AnyFunction>(fn: F, options?: CacheOptions<Parameters<F>, Loaded<F>>): Memoized<F>;
  /** As `memoize`, for a loader whose first parameter is the `LoadContext` of its load. */
  memoizeWithContext<F extends LoaderWithContext>(
    loader: F,
    options?: CacheOptions<ArgumentsAfterContext<F>, Exclude<Awaited<ReturnType<F>>, NotModified>>,
  ): Memoized<WithContext<ArgumentsAfterContext<F>, ReturnType<F>>>;
  /** For a loader of many keys: what is asked for together is loaded together, and cached key by key. */
  memoizeMany<K, V>(loadMany: LoadMany<K, V>, options?: ManyOptions<K, V>): MemoizedMany<K, V>;
  /**
   * For incidents: calls of this memoizer's functions go straight through, as with the setting `bypassed`, from the next
   * one on, or no longer do. What a function's configuration says, or `MEMOIR_BYPASS`, holds besides.
   *
   * @param namespace of the functions concerned, or the name of those that have none; left out for all, also those that
   *   were set apart before. It may be one that no function has yet.
   */
  setBypassed(bypassed: boolean, namespace?: string): void;
  /** For asynchronous methods: each object has entries of its own, which live as long as it does. */
  memoized: MemoizedDecoratorFactory;
}

/** Where a function's configuration comes from: settled once, or followed while it changes. */
export interface Foundation {
  readonly snapshot: Snapshot;
  readonly cell: SnapshotCell | undefined;
  readonly overlay: Overlay | undefined;
  /** Of the memoizer that made it, if one did. */
  readonly bypass: BypassSwitch | undefined;
}

/**
 * `memoize` and its siblings with app-wide defaults; options are laid over them per function, and a whole configuration
 * given instead of options takes their place.
 *
 * @param base asked once, at the first function, if it is a function
 */
export function createMemoizer(base: CacheConfiguration | (() => CacheConfiguration)): Memoizer {
  const bypass = new BypassSwitch();
  const foundations = foundationsOn(base, bypass);
  return {
    memoize: (fn, options) => memoizeOn(foundations(options), fn),
    memoizeWithContext: (loader, options) => memoizeWithContextOn(foundations(options), loader) as Memoized<any>,
    memoizeMany: (loadMany, options) => memoizedMany(foundations, loadMany, options),
    memoized: memoizedDecorator(foundations),
    setBypassed: (bypassed, namespace) => bypass.set(bypassed, namespace),
  };
}

/** The plain form: the configuration says everything. */
export function memoize<F extends AnyFunction>(
  fn: F,
  configuration: CacheConfiguration<Parameters<F>, Loaded<F>>,
): Memoized<F> {
  return memoizeOn(foundationOf(configuration, undefined), fn);
}

/** Gives, for what a function was given besides itself, what it stands on. */
export function foundationsOn(
  base: CacheConfiguration | (() => CacheConfiguration),
  bypass: BypassSwitch,
): (given: CacheOptions | CacheConfiguration | undefined) => Foundation {
  let configuration: CacheConfiguration | undefined;
  return (given) => {
    if (given !== undefined && given !== null && isConfiguration(given)) return foundationOf(given, undefined, bypass);
    const overlay = given === undefined ? undefined : overlayOf(given as CacheOptions);
    configuration ??= typeof base === 'function' ? base() : base;
    return foundationOf(configuration, overlay, bypass);
  };
}

function foundationOf(
  configuration: CacheConfiguration,
  overlay: Overlay | undefined,
  bypass?: BypassSwitch,
): Foundation {
  return { snapshot: snapshotOf(configuration), cell: cellOf(configuration), overlay, bypass };
}

function memoizeOn<F extends AnyFunction>(foundation: Foundation, fn: F): Memoized<F> {
  checkFunction(fn);
  return memoizedFunction<F>(lineFor(foundation, fn, false), fn);
}

function memoizeWithContextOn(foundation: Foundation, loader: AnyFunction): unknown {
  checkFunction(loader);
  const face = { name: loader.name, length: Math.max(0, loader.length - 1) };
  return memoizedFunction(lineFor(foundation, loader, true), face);
}

function lineFor(foundation: Foundation, fn: AnyFunction, wantsNotes: boolean): Line {
  const invoke: LineTerms['invoke'] = wantsNotes
    ? ({ self, args }, notes) => fn.call(self, notes, ...args)
    : (origin) => applied(fn, origin);
  return new Line({ ...foundation, identity: { name: fn.name }, invoke, wantsNotes });
}

/** @throws {ConfigurationError} if it cannot be memoized */
export function checkFunction(fn: unknown): asserts fn is AnyFunction {
  if (typeof fn !== 'function') throw new ConfigurationError('memoize takes a function', fn);
  if (types.isGeneratorFunction(fn)) {
    throw new ConfigurationError(
      'a generator function gives an iterator that can be read once; memoize what it collects',
      fn,
    );
  }
}
