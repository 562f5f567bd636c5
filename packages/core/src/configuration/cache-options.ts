import type { LifeSpan } from '../entry/life-span.js';
import type { CacheConfiguration } from './cache-configuration.js';

/** Short forms: each stands for a long part of the configuration and cannot be given together with it. */
export interface ShortForms<Args extends readonly any[] = any, Value = any> extends LifeSpan {
  /** The most entries (or the greatest weight) of the eviction strategy. */
  readonly capacity?: number | undefined;
  /** Lifetimes of one result: the short form of an EntryBuilder. */
  readonly lifeSpan?: ((value: Value, ...args: Args) => LifeSpan) | undefined;
  /** The arguments that count for the key: the short form of a KeyExtractor. */
  readonly selectArguments?: ((...args: Args) => readonly unknown[]) | undefined;
}

/** A part of a configuration, laid over the one that a memoizer starts from, and short forms. */
export type CacheOptions<Args extends readonly any[] = any, Value = any> = {
  readonly [K in keyof CacheConfiguration]?: CacheConfiguration<Args, Value>[K] | undefined;
} & ShortForms<Args, Value>;
