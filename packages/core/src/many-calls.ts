import { ConfigurationError } from './errors.js';
import type { CacheKey } from './key/cache-key.js';
import { isOwnKey } from './key/own-key.js';
import type { Request } from './line-frame.js';
import type { Line } from './memoize.js';
import { readTogether } from './read-together.js';

/** The calls that are left once what is at hand has been answered, with their places in the answer. */
interface LeftOver<V> {
  readonly places: number[];
  readonly calls: Promise<V>[];
}

/**
 * Calls of one line for many keys at once: what is fresh and at hand is taken without a promise of its own, what an
 * asynchronous storage may hold is read by one command, and everything else is a call like any.
 */
export class ManyCalls<K, V> {
  constructor(private readonly line: Line<V>) {}

  // Not async: that would cost a hundred hits in memory more than the hits.
  many(keys: readonly K[], request: Request | undefined): Promise<V[]> {
    if (!Array.isArray(keys)) return Promise.reject(noArray(keys));
    const values: V[] = [];
    const left = this.#answer(keys, request, values);
    if (left === undefined) return Promise.resolve(values);
    return Promise.all(left.calls).then((late) => {
      for (const [at, place] of left.places.entries()) values[place] = late[at]!;
      return values;
    });
  }

  async manySettled(keys: readonly K[], request: Request | undefined): Promise<PromiseSettledResult<V>[]> {
    checkKeys(keys);
    const values: V[] = [];
    const left = this.#answer(keys, request, values);
    const results = left === undefined ? undefined : await Promise.allSettled(left.calls);
    const settled = values.map<PromiseSettledResult<V>>((value) => ({ status: 'fulfilled', value }));
    for (const [at, place] of left?.places.entries() ?? []) settled[place] = results![at]!;
    return settled;
  }

  #answer(keys: readonly K[], request: Request | undefined, values: V[]): LeftOver<V> | undefined {
    const { line } = this;
    const asksForMore = request !== undefined && (asksPast(request) || request.signal?.aborted === true);
    const isAtHand = line.answersAtHand && !asksForMore;
    let places: number[] | undefined;
    for (let place = 0; place < keys.length; place++) {
      const key = isAtHand ? this.#keyOf(keys[place]!) : undefined;
      const entry = key === undefined ? undefined : line.atHand(key);
      values.push(entry?.value as V); // or a place that is filled later
      if (entry !== undefined) continue;
      if (places === undefined) places = [place];
      else places.push(place);
    }
    return places && { places, calls: this.#callAll(keys, places, request) };
  }

  #callAll(keys: readonly K[], places: readonly number[], request: Request | undefined): Promise<V>[] {
    const reading = request && asksPast(request) ? undefined : readTogether(this.line, this.#cacheKeysOf(keys, places));
    return places.map((place) => this.line.call(undefined, [keys[place]], reading ? { ...request, reading } : request));
  }

  /** Only where they are of use: where the storage reads many at once. */
  *#cacheKeysOf(keys: readonly K[], places: readonly number[]): Iterable<CacheKey> {
    for (const place of places) {
      const key = this.#keyOf(keys[place]!);
      if (key !== undefined) yield key;
    }
  }

  /** `undefined` if it has none: the call itself will say why. */
  #keyOf(key: K): CacheKey | undefined {
    if (typeof key === 'string' && this.line.takesText && isOwnKey(key)) return key;
    try {
      return this.line.keyOf([key], undefined);
    } catch {
      return undefined;
    }
  }
}

/** What stands, or may stand, in a storage is not simply the answer. */
function asksPast({ refresh, skips }: Request): boolean {
  return refresh === true || skips !== undefined;
}

/** @throws {ConfigurationError} unless it is an array */
export function checkKeys(keys: unknown): void {
  if (!Array.isArray(keys)) throw noArray(keys);
}

function noArray(keys: unknown): ConfigurationError {
  return new ConfigurationError('many keys are given as an array', keys);
}
