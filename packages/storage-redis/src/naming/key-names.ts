import { readablePart } from './readable-part.js';

/** Stands for the empty key: Redis takes empty braces for none. Escaping gives no `%` that nothing follows. */
const EMPTY_KEY = '%';

/** Names of all the Redis keys of one storage. Those that one script touches have the same text in braces, so one slot. */
export class KeyNames {
  readonly #prefix: string;
  /** Its two colons make it no namespace's. */
  readonly #control: string;
  /** The clock that numbers the invalidations of tags. */
  readonly clock: string;

  constructor(prefix: string) {
    this.#prefix = readablePart(prefix);
    this.#control = `${this.#prefix}::{${this.#prefix}}`;
    this.clock = `${this.#control}:clock`;
  }

  /** What every key of a namespace begins with. */
  namespace(namespace: string): string {
    return `${this.#prefix}:${readablePart(namespace).replaceAll(':', '%3a')}:`;
  }

  /** The value, the lease or the tombstone of one cache key. */
  value(namespaceName: string, key: string): string {
    return `${namespaceName}{${key === '' ? EMPTY_KEY : readablePart(key)}}`;
  }

  /** Who loads over a standing value. */
  turn(valueName: string): string {
    return `${valueName}:turn`;
  }

  /** The epoch of a namespace, which `clear` changes. */
  epoch(namespace: string): string {
    return `${this.#control}:epoch:${readablePart(namespace)}`;
  }

  /** A stream of the invalidation log. The first is in the slot of the control keys. */
  log(number: number): string {
    return number === 0 ? `${this.#control}:log` : `${this.#prefix}::{${this.#prefix}:${number}}:log`;
  }

  /** Which writes have which tags in quarantine, and until when. */
  get writes(): string {
    return `${this.#control}:writes`;
  }

  tag(tag: string): string {
    return `${this.#control}:tag:${readablePart(tag)}`;
  }
}
