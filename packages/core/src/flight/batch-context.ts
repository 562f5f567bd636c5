import type { LifeSpan } from '../entry/life-span.js';
import { type LoadContext, type LoadNotes, NOT_MODIFIED, type NotModified } from './load-context.js';

/** One context for all keys of a batch: what it is told holds for each of them. */
export class BatchContext implements LoadContext {
  #controller: AbortController | undefined = undefined;

  constructor(private readonly all: readonly LoadNotes[]) {}

  /** Aborts when nobody waits for any of the keys. */
  get signal(): AbortSignal {
    if (this.#controller !== undefined) return this.#controller.signal;
    const controller = new AbortController();
    this.#controller = controller;
    let waiting = this.all.length;
    for (const { signal } of this.all) {
      const left = () => {
        if (--waiting === 0) controller.abort(signal.reason);
      };
      if (signal.aborted) left();
      else signal.addEventListener('abort', left, { once: true });
    }
    return controller.signal;
  }

  /** Which of the keys is meant cannot be told. */
  previous(): undefined {
    return undefined;
  }

  setLifeSpan(lifeSpan: LifeSpan): void {
    for (const notes of this.all) notes.setLifeSpan(lifeSpan);
  }

  addTags(...tags: readonly string[]): void {
    for (const notes of this.all) notes.addTags(...tags);
  }

  doNotStore(): void {
    for (const notes of this.all) notes.doNotStore();
  }

  notModified(): NotModified {
    return NOT_MODIFIED;
  }
}
