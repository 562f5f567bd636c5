import type { CacheKey } from '../key/cache-key.js';
import type { CacheEntry } from './cache-entry.js';
import type { EntryBuilder, EntryContext } from './entry-builder.js';
import type { LifeSpan } from './life-span.js';
import { overlay, type Spans, spansOf } from './spans.js';

/** The same lifetimes for every result of a function, unless its loader asks for others by its `LoadContext`. */
export class ProvidedLifeSpanEntryBuilder implements EntryBuilder {
  #lifeSpan: LifeSpan;
  #spans: Spans;

  /**
   * @param lifeSpan what is left out adapts to what is given
   * @throws {ConfigurationError} if the spans contradict each other
   */
  constructor(lifeSpan: LifeSpan = {}) {
    this.#spans = spansOf(lifeSpan);
    this.#lifeSpan = { ...lifeSpan };
  }

  /** As it was given. */
  get lifeSpan(): LifeSpan {
    return this.#lifeSpan;
  }

  /** With every choice made. */
  get spans(): Spans {
    return this.#spans;
  }

  // Not build<V>: a setter that takes a builder would infer unknown.
  build(_key: CacheKey, value: any, context: EntryContext): CacheEntry<any> {
    const asked = context.lifeSpan;
    return context.entry(value, asked === undefined ? this.#lifeSpan : overlay(this.#lifeSpan, asked));
  }

  /** Changes the lifetimes of entries that are built from now on; what is stored keeps its own. */
  updateLifeSpan(lifeSpan: LifeSpan): this {
    this.#spans = spansOf(lifeSpan);
    this.#lifeSpan = { ...lifeSpan };
    return this;
  }

  toJSON(): object {
    return { ...this.#lifeSpan };
  }
}
