import type { Clock } from '../clock/clock.js';
import type { Milliseconds } from '../clock/duration.js';
import type { LifeSpan } from '../entry/life-span.js';
import { CachedMethodFailedError } from '../errors.js';
import type { LoadMany } from '../memoized-many.js';
import { Deferred } from './deferred.js';
import type { LoadContext, LoadNotes, NotModified } from './load-context.js';
import { NOT_MODIFIED } from './load-context.js';

interface Wanted<K, V> extends Deferred<V> {
  readonly key: K;
  readonly notes: LoadNotes;
}

class WantedKey<K, V> extends Deferred<V> implements Wanted<K, V> {
  constructor(
    readonly key: K,
    readonly notes: LoadNotes,
  ) {
    super();
  }
}

export interface BatchTerms<K, V> {
  readonly loadMany: LoadMany<K, V>;
  readonly maxBatch: number;
  /** `undefined`: to the end of the tick. */
  readonly gatherFor: Milliseconds | undefined;
  readonly clock: () => Clock;
}

/** Gathers the keys that are to be loaded and loads them together; each key has an outcome of its own. */
export class Batches<K, V> {
  #gathered: Wanted<K, V>[] = [];

  constructor(private readonly terms: BatchTerms<K, V>) {}

  load(key: K, notes: LoadNotes): Promise<V> {
    const wanted = new WantedKey<K, V>(key, notes);
    this.#gathered.push(wanted);
    if (this.#gathered.length === 1) this.#schedule();
    if (this.#gathered.length >= this.terms.maxBatch) this.#depart();
    return wanted.promise;
  }

  #schedule(): void {
    const batch = this.#gathered;
    const depart = () => {
      if (this.#gathered === batch) this.#depart();
    };
    const { gatherFor, clock } = this.terms;
    if (gatherFor !== undefined) clock().schedule(gatherFor, depart);
    // Behind the promises of this tick: what they ask for goes along.
    else void Promise.resolve().then(() => process.nextTick(depart));
  }

  #depart(): void {
    const batch = this.#gathered;
    this.#gathered = [];
    if (batch.length > 0) void this.#run(batch);
  }

  async #run(batch: readonly Wanted<K, V>[]): Promise<void> {
    try {
      const context = new BatchContext(batch.map(({ notes }) => notes));
      const loaded = await this.terms.loadMany(
        batch.map(({ key }) => key),
        context,
      );
      for (const [at, wanted] of batch.entries()) this.#settle(wanted, outcomeOf(loaded, wanted.key, at, batch.length));
    } catch (error) {
      for (const wanted of batch) wanted.reject(error);
    }
  }

  #settle(wanted: Wanted<K, V>, outcome: V | Error): void {
    if (isError(outcome)) wanted.reject(outcome);
    else wanted.resolve(outcome);
  }
}

/** One context for all keys of a batch: what it is told holds for each of them. */
class BatchContext implements LoadContext {
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

function outcomeOf<K, V>(
  loaded: ReadonlyArray<V | Error> | ReadonlyMap<K, V>,
  key: K,
  at: number,
  length: number,
): V | Error {
  if (Array.isArray(loaded)) {
    if (loaded.length === length) return loaded[at] as V | Error;
    return new CachedMethodFailedError(
      `the loader was asked for ${length} keys and answered with ${loaded.length} values`,
    );
  }
  const map = loaded as ReadonlyMap<K, V>;
  if (typeof map?.has !== 'function') return new CachedMethodFailedError('the loader answers an array or a map');
  return map.has(key) ? (map.get(key) as V) : new CachedMethodFailedError('the loader answered nothing for this key');
}

/** Also of another realm. */
function isError(outcome: unknown): outcome is Error {
  return outcome instanceof Error || Object.prototype.toString.call(outcome) === '[object Error]';
}
