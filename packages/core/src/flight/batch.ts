import type { Clock, Timer } from '../clock/clock.js';
import type { Milliseconds } from '../clock/duration.js';
import { CachedMethodFailedError } from '../errors.js';
import type { CacheKey } from '../key/cache-key.js';
import type { LoadMany } from '../memoized-many.js';
import { Admission } from './admission.js';
import { BatchContext } from './batch-context.js';
import { Deferred } from './deferred.js';
import type { LoadNotes } from './load-context.js';
import type { LoadLimit } from './load-limit.js';

class WantedKey<K, V> extends Deferred<V> {
  constructor(
    readonly key: K,
    /** A symbol that is nobody else's, where the function is called straight through. */
    readonly cacheKey: CacheKey | symbol,
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
  /** On how many batches load at a time. */
  readonly limits: () => readonly LoadLimit[] | undefined;
  /** So many keys have to wait for their turn. */
  readonly queued: (keys: number) => void;
}

/** Gathers the keys that are to be loaded and loads them together; each key has an outcome of its own. */
export class Batches<K, V> {
  #gathered: WantedKey<K, V>[] = [];
  #timer: Timer | undefined = undefined;
  readonly #waiting = new Map<Admission, (error: unknown) => void>();

  constructor(private readonly terms: BatchTerms<K, V>) {}

  load(key: K, cacheKey: CacheKey | symbol, notes: LoadNotes): Promise<V> {
    const wanted = new WantedKey<K, V>(key, cacheKey, notes);
    this.#gathered.push(wanted);
    if (this.#gathered.length === 1) this.#schedule();
    if (this.#gathered.length >= this.terms.maxBatch) this.#depart();
    return wanted.promise;
  }

  /** Turns away the batches that wait for their turn; what is gathered departs at once. */
  close(error: unknown): void {
    this.#depart();
    for (const refused of [...this.#waiting.values()]) refused(error);
  }

  #schedule(): void {
    const batch = this.#gathered;
    const depart = () => {
      if (this.#gathered === batch) this.#depart();
    };
    const { gatherFor, clock } = this.terms;
    if (gatherFor !== undefined) this.#timer = clock().schedule(gatherFor, depart);
    // Behind the promises of this tick: what they ask for goes along.
    else void Promise.resolve().then(() => process.nextTick(depart));
  }

  #depart(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const batch = this.#gathered;
    this.#gathered = [];
    if (batch.length === 0) return;
    const limits = this.terms.limits();
    if (limits === undefined) void this.#run(batch, undefined);
    else this.#queue(batch, limits);
  }

  #queue(batch: readonly WantedKey<K, V>[], limits: readonly LoadLimit[]): void {
    const run = () => {
      this.#waiting.delete(admission);
      void this.#run(batch, admission);
    };
    const refused = (error: unknown) => {
      this.#waiting.delete(admission);
      admission.giveBack();
      for (const { notes, reject } of batch) {
        notes.isTurnedAway = true;
        reject(error);
      }
    };
    const isBackground = batch.every(({ notes }) => notes.isBackground);
    const admission = new Admission({ limits, admitted: run, refused }, isBackground);
    try {
      if (admission.ask()) run();
      else this.#wait(batch, admission, refused);
    } catch (error) {
      refused(error);
    }
  }

  #wait(batch: readonly WantedKey<K, V>[], admission: Admission, refused: (error: unknown) => void): void {
    this.#waiting.set(admission, refused);
    this.terms.queued(batch.length);
    whenAllAborted(batch, (reason) => {
      if (this.#waiting.has(admission)) refused(reason);
    });
  }

  async #run(all: readonly WantedKey<K, V>[], admission: Admission | undefined): Promise<void> {
    const batch = all.filter((wanted) => isStillWanted(wanted));
    try {
      if (batch.length === 0) return;
      const context = new BatchContext(batch.map(({ notes }) => notes));
      const { keys, places } = distinct(batch);
      const loaded = await this.terms.loadMany(keys, context);
      for (const wanted of batch) settle(wanted, outcomeOf(loaded, keys, places.get(wanted.cacheKey)!));
    } catch (error) {
      for (const wanted of batch) wanted.reject(error);
    } finally {
      admission?.giveBack();
    }
  }
}

/** Who has left before the batch departed takes the key along: nobody waits for it. */
function isStillWanted({ notes, reject }: WantedKey<any, any>): boolean {
  if (notes.isAborted) reject(notes.signal.reason);
  return !notes.isAborted;
}

function whenAllAborted(batch: readonly WantedKey<any, any>[], task: (reason: unknown) => void): void {
  const { signal } = new BatchContext(batch.map(({ notes }) => notes));
  if (signal.aborted) task(signal.reason);
  else signal.addEventListener('abort', () => task(signal.reason), { once: true });
}

function settle<V>(wanted: Deferred<V>, outcome: V | Error): void {
  if (isError(outcome)) wanted.reject(outcome);
  else wanted.resolve(outcome);
}

/** A key that was invalidated after it was gathered can be wanted once more; the batch, which is yet to begin, serves both. */
function distinct<K>(batch: readonly WantedKey<K, any>[]): {
  keys: K[];
  places: ReadonlyMap<CacheKey | symbol, number>;
} {
  const places = new Map<CacheKey | symbol, number>();
  const keys: K[] = [];
  for (const { key, cacheKey } of batch) {
    if (places.has(cacheKey)) continue;
    places.set(cacheKey, keys.length);
    keys.push(key);
  }
  return { keys, places };
}

function outcomeOf<K, V>(
  loaded: ReadonlyArray<V | Error> | ReadonlyMap<K, V>,
  keys: readonly K[],
  at: number,
): V | Error {
  if (Array.isArray(loaded)) {
    if (loaded.length === keys.length) return loaded[at] as V | Error;
    return new CachedMethodFailedError(
      `the loader was asked for ${keys.length} keys and answered with ${loaded.length} values`,
    );
  }
  const key = keys[at]!;
  const map = loaded as ReadonlyMap<K, V>;
  if (typeof map?.has !== 'function') return new CachedMethodFailedError('the loader answers an array or a map');
  return map.has(key) ? (map.get(key) as V) : new CachedMethodFailedError('the loader answered nothing for this key');
}

/** Also of another realm. */
function isError(outcome: unknown): outcome is Error {
  return outcome instanceof Error || Object.prototype.toString.call(outcome) === '[object Error]';
}
