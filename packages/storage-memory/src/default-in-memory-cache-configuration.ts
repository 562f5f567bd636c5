import {
  AdaptiveEvictionStrategy,
  type CacheConfiguration,
  type Duration,
  type LifeSpan,
  ProvidedLifeSpanEntryBuilder,
  standardConfiguration,
  toMilliseconds,
} from '@memoir/core';
import { MemoryStorage } from './memory-storage.js';
import { refuseUnknownOptions } from './options.js';

export interface DefaultInMemoryCacheOptions extends LifeSpan {
  /** The most entries of each function. @default 4096 */
  readonly capacity?: number | undefined;
  /** @default '2m' */
  readonly methodTimeout?: Duration | undefined;
}

export interface DefaultInMemoryCacheConfiguration extends CacheConfiguration {}

/**
 * A configuration that holds results in memory, each function's bounded by itself. Source of the defaults: py-memoize,
 * `DefaultInMemoryCacheConfiguration` (4096 entries, method timeout 2 minutes, update after 10 and expire after 30).
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: its properties are those that standardConfiguration gives
export class DefaultInMemoryCacheConfiguration {
  /** @throws {ConfigurationError} if a setting cannot hold */
  constructor(options: DefaultInMemoryCacheOptions = {}) {
    refuseUnknownOptions('DefaultInMemoryCacheConfiguration', options, [
      'updateAfter',
      'expireAfter',
      'keepStaleFor',
      'expireAfterAccess',
      'capacity',
      'methodTimeout',
    ]);
    const { capacity, methodTimeout, ...lifeSpan } = options;
    Object.assign(this, standardConfiguration(new MemoryStorage()));
    Object.assign(this, { entryBuilder: new ProvidedLifeSpanEntryBuilder(lifeSpan) });
    if (methodTimeout !== undefined) {
      toMilliseconds('methodTimeout', methodTimeout);
      Object.assign(this, { methodTimeout });
    }
    if (capacity !== undefined) {
      const strategy = () => new AdaptiveEvictionStrategy({ capacity });
      strategy(); // a wrong capacity shows here, not at the first function
      Object.assign(this, { evictionStrategy: strategy });
    }
  }
}
