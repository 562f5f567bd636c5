import { type Duration, type Milliseconds, toMilliseconds } from '../clock/duration.js';
import { ConfigurationError } from '../errors.js';
import { Places } from './places.js';

/** As many loads can wait unless told otherwise. */
const DEFAULT_QUEUE = 1_000;

export interface LoadLimitOptions {
  /** The most loads that run at a time, of all functions together. */
  readonly concurrent: number;
  /** The most loads that wait for one of them to end; 0 lets none wait. @default 1000 */
  readonly queue?: number | undefined;
  /** Longest time that a load waits before it begins. @default the method timeout of its function */
  readonly queueTimeout?: Duration | undefined;
  /** What the limit protects, for the messages of errors. */
  readonly name?: string | undefined;
}

/**
 * What a source can take: how many loads run at a time, of all the functions that are given it, and how many wait. Loads
 * that a caller waits for begin before refreshes that nobody waits for. A load counts until its loader has settled, also
 * after it has timed out.
 *
 *     const paymentsApi = new LoadLimit({ concurrent: 5, queue: 200 });
 *     const getInvoice = memoize(loadInvoice, { loadLimit: paymentsApi });
 */
export class LoadLimit {
  readonly name: string | undefined;
  readonly queueTimeout: Milliseconds | undefined;
  #concurrent: number;
  readonly #queue: number;
  readonly #places: Places;

  /** @throws {ConfigurationError} if `concurrent` is no whole number of at least 1, or `queue` none of at least 0 */
  constructor({ concurrent, queue = DEFAULT_QUEUE, queueTimeout, name, ...unknown }: LoadLimitOptions) {
    checkConcurrent('concurrent', concurrent);
    if (queue !== Number.POSITIVE_INFINITY && !(Number.isSafeInteger(queue) && queue >= 0)) {
      throw new ConfigurationError('queue is a whole number of at least 0', queue);
    }
    if (name !== undefined && typeof name !== 'string') throw new ConfigurationError('name is a text', name);
    const [misspelt] = Object.keys(unknown);
    if (misspelt) throw new ConfigurationError('a LoadLimit has concurrent, queue, queueTimeout and name', misspelt);
    this.name = name;
    this.queueTimeout = queueTimeout === undefined ? undefined : toMilliseconds('queueTimeout', queueTimeout);
    this.#concurrent = concurrent;
    this.#queue = queue;
    this.#places = new Places(concurrent, queue);
    placesOfLimits.set(this, this.#places);
  }

  get concurrent(): number {
    return this.#concurrent;
  }

  get queue(): number {
    return this.#queue;
  }

  /** How many loads run now. */
  get running(): number {
    return this.#places.taken;
  }

  /** How many loads wait now. */
  get waiting(): number {
    return this.#places.waiting;
  }

  /** From now on; loads that run are not broken off. */
  setConcurrent(concurrent: number): this {
    checkConcurrent('concurrent', concurrent);
    this.#concurrent = concurrent;
    this.#places.resize(concurrent, this.#queue);
    return this;
  }
}

const placesOfLimits = new WeakMap<object, Places>();

/** The places of a limit; `undefined` if it is none. */
export function placesOf(limit: unknown): Places | undefined {
  return typeof limit === 'object' && limit !== null ? placesOfLimits.get(limit) : undefined;
}

/** @throws {ConfigurationError} */
export function checkConcurrent(setting: string, concurrent: unknown): void {
  if (!(Number.isSafeInteger(concurrent) && (concurrent as number) >= 1)) {
    throw new ConfigurationError(`${setting} is a whole number of at least 1`, concurrent);
  }
}
