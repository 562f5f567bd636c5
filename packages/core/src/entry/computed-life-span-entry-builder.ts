import type { CacheKey } from '../key/cache-key.js';
import type { CacheEntry } from './cache-entry.js';
import type { EntryBuilder, EntryContext } from './entry-builder.js';
import type { LifeSpan } from './life-span.js';
import { overlay } from './spans.js';

/** Lifetimes of each result by a function of the result and the arguments: what the option `lifeSpan` stands for. */
export class ComputedLifeSpanEntryBuilder implements EntryBuilder {
  constructor(
    private readonly compute: (value: any, ...args: any[]) => LifeSpan,
    readonly standard: LifeSpan,
  ) {}

  build(_key: CacheKey, value: any, context: EntryContext): CacheEntry<any> {
    const computed = overlay(this.standard, this.compute(value, ...context.args) ?? {});
    return context.entry(value, context.lifeSpan === undefined ? computed : overlay(computed, context.lifeSpan));
  }
}
