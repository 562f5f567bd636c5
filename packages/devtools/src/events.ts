import type { CacheListener } from '@memoir/core';
import type { LoadTimes } from './load-times.js';
import { type HappenedEvent, MOST_EVENTS } from './page/protocol.js';
import { Recent } from './recent.js';

/** What happened lately to one function. */
export type RecentEvents = Recent<HappenedEvent>;

/** Hears what happens to the functions of this process, and numbers it. */
export class Events {
  #number = 0;
  /** Turned off, listeners that are still around do nothing. */
  isOn = true;

  get last(): number {
    return this.#number;
  }

  /** Where a function's events are to be kept. */
  build(): RecentEvents {
    return new Recent(MOST_EVENTS);
  }

  /** Hears one function. Without a method for hits, so that a hit costs nothing; it holds on to nothing of the function. */
  listener(id: number, recent: RecentEvents, loadTimes: LoadTimes): CacheListener {
    const add = (kind: string, { key, at }: { key: string; at: number }, text: string) => {
      if (this.isOn) recent.add({ number: ++this.#number, at, id, kind, key, text });
    };
    const failure = (error: unknown) => String((error as { message?: unknown } | undefined)?.message ?? error);
    return {
      loaded: (event) => {
        loadTimes.add(event.loadedIn);
        if (event.outcome !== 'fenced') add('loaded', event, `in ${event.loadedIn.toFixed(1)} ms, ${event.outcome}`);
      },
      fenced: (event) => add('fenced', event, `kept out of the storage, known ${event.by}`),
      loadFailed: (event) =>
        add('load failed', event, `${event.background ? 'behind the scenes: ' : ''}${failure(event.error)}`),
      loadRejected: (event) => add('load rejected', event, failure(event.error)),
      misfit: (event) => add('misfit', event, event.issues.join('; ')),
      storageFailed: (event) => add('storage failed', event, failure(event.error)),
      removed: (event) => add(event.reason, event, ''),
    };
  }
}
