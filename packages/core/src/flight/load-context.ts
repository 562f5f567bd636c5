import type { CacheEntry } from '../entry/cache-entry.js';
import type { LifeSpan } from '../entry/life-span.js';
import { spansOf } from '../entry/spans.js';

declare const notModified: unique symbol;

/** What a loader returns to say that the entry being replaced still holds. */
export interface NotModified {
  readonly [notModified]: true;
}

export const NOT_MODIFIED = Object.freeze({ toString: () => 'not modified' }) as unknown as NotModified;

/** What a loader may ask and say about the load it is doing: the first parameter under `memoizeWithContext`. */
export interface LoadContext {
  /** Aborts when the last caller has left or the method timeout has passed. */
  readonly signal: AbortSignal;
  /** The entry being replaced. Its value has the type the loader returns; the compiler cannot know it here. */
  previous<V = unknown>(): CacheEntry<V> | undefined;
  /** Lifetimes of this one result, laid over the configured ones. The last call counts. */
  setLifeSpan(lifeSpan: LifeSpan): void;
  addTags(...tags: readonly string[]): void;
  /** The callers get the result, the storage does not. */
  doNotStore(): void;
  /** Returned by the loader to keep the previous value for another lifetime. */
  notModified(): NotModified;
}

/** The line's side of a `LoadContext`. */
export class LoadNotes implements LoadContext {
  lifeSpan: LifeSpan | undefined = undefined;
  tags: string[] | undefined = undefined;
  isStored = true;
  /** Its batch got no turn under a limit on concurrent loads. */
  isTurnedAway = false;
  #controller: AbortController | undefined = undefined;
  isAborted = false;
  #abortReason: unknown = undefined;

  constructor(
    private readonly standing: CacheEntry<unknown> | undefined,
    /** Nobody waits for the load. */
    readonly isBackground = false,
  ) {}

  // Made when first asked for: most loaders never look, and an AbortController costs more than a whole hit.
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.isAborted) this.#controller.abort(this.#abortReason);
    }
    return this.#controller.signal;
  }

  previous<V>(): CacheEntry<V> | undefined {
    return this.standing as CacheEntry<V> | undefined;
  }

  setLifeSpan(lifeSpan: LifeSpan): void {
    spansOf(lifeSpan); // throws inside the loader, where the mistake is
    this.lifeSpan = { ...lifeSpan };
  }

  addTags(...tags: readonly string[]): void {
    this.tags = [...(this.tags ?? []), ...tags];
  }

  doNotStore(): void {
    this.isStored = false;
  }

  notModified(): NotModified {
    return NOT_MODIFIED;
  }

  abort(reason: unknown): void {
    if (this.isAborted) return;
    this.isAborted = true;
    this.#abortReason = reason;
    this.#controller?.abort(reason);
  }
}
