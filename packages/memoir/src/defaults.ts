import { createMemoizer, type Memoizer, MutableCacheConfiguration } from '@memoir/core';
import { DefaultInMemoryCacheConfiguration } from '@memoir/storage-memory';
import { defaultLogger } from './default-logger.js';

const memoizer: Memoizer = createMemoizer(() =>
  MutableCacheConfiguration.initializedWith(new DefaultInMemoryCacheConfiguration()).setLogger(defaultLogger()),
);

/**
 * Gives a function that is called like `fn` and remembers what it resolves with: in memory, unless the options or a
 * configuration say otherwise.
 *
 * @throws {ConfigurationError} for what is not a function, a generator function, and a wrong option
 */
export const memoize: Memoizer['memoize'] = memoizer.memoize;

/** As `memoize`, for a loader whose first parameter is the `LoadContext` of its load. */
export const memoizeWithContext: Memoizer['memoizeWithContext'] = memoizer.memoizeWithContext;

/** For asynchronous methods: each object has entries of its own, which live as long as it does. */
export const memoized: Memoizer['memoized'] = memoizer.memoized;

/** For incidents: functions made by what this package exports call straight through, all or those of a namespace. */
export const setBypassed: Memoizer['setBypassed'] = memoizer.setBypassed;

/** For a loader of many keys: what is asked for together is loaded together, and cached key by key. */
export const memoizeMany: Memoizer['memoizeMany'] = memoizer.memoizeMany;
