import type { CacheKey } from '@memoir/core';
import { TraceError } from '../errors.js';
import type { Trace } from './trace.js';

const FIRST_LENGTH = 65_536;
const BYTES_PER_REQUEST = Int32Array.BYTES_PER_ELEMENT;
/** A `Map` of V8 holds no more entries than this. */
const MOST_KEYS = 2 ** 24;

/** Makes a trace of keys. The requests lie in shared memory, so that workers read them without a copy. */
export class TraceBuilder {
  readonly #numbers = new Map<CacheKey, number>();
  #requests = new Int32Array(FIRST_LENGTH);
  #length = 0;

  /** @param name for reports and messages */
  constructor(readonly name: string) {}

  /** @throws {TraceError} past 16,777,216 unique keys */
  add(key: CacheKey): void {
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#numbers.size;
      if (number === MOST_KEYS) throw new TraceError(this.name, `has more than ${MOST_KEYS} unique keys`);
      this.#numbers.set(key, number);
    }
    if (this.#length === this.#requests.length) this.#grow();
    this.#requests[this.#length++] = number;
  }

  /** @throws {TraceError} if no key was added */
  build(): Trace {
    if (this.#length === 0) throw new TraceError(this.name, 'is empty: it has no keys');
    const requests = new Int32Array(new SharedArrayBuffer(this.#length * BYTES_PER_REQUEST));
    requests.set(this.#requests.subarray(0, this.#length));
    return { name: this.name, requests, keys: [...this.#numbers.keys()] };
  }

  #grow(): void {
    const requests = new Int32Array(this.#length * 2);
    requests.set(this.#requests);
    this.#requests = requests;
  }
}

/**
 * A trace of keys that are at hand.
 *
 * @throws {TraceError} if there are none
 */
export function traceOf(name: string, keys: Iterable<CacheKey>): Trace {
  const builder = new TraceBuilder(name);
  for (const key of keys) builder.add(key);
  return builder.build();
}
