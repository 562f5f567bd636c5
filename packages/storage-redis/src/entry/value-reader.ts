import type { Buffer } from 'node:buffer';
import type { Awaitable, CacheEntry, CacheKey, Onlooker, StorageError } from '@memoir/core';
import { storageFailure } from '../client/storage-failure.js';
import type { Moment, Question } from '../session/question.js';
import type { Session } from '../session/session.js';
import { kindOf } from '../wire/stamp.js';
import { CLOCK_NEEDED, type EntryCodec } from './entry-codec.js';
import type { StoredEntry } from './stored-entry.js';
import type { UnreadableEntries } from './unreadable-entries.js';

type Found<V> = StoredEntry<V> | undefined | Promise<StoredEntry<V> | undefined>;

/** Reads the entries of one namespace. */
export class ValueReader<V> {
  /** Whether the clock of tags is read with each value: not until the first entry that has tags. */
  needsClock = false;

  constructor(
    readonly epochName: string,
    private readonly session: Session,
    private readonly codec: EntryCodec<V>,
    private readonly unreadable: UnreadableEntries,
  ) {}

  get(key: CacheKey, name: string, onlooker?: Onlooker<V>): Promise<CacheEntry<V> | undefined> {
    return new Promise((resolve, reject) =>
      this.session.ask(new ValueQuestion(this, key, name, onlooker, resolve, reject)),
    );
  }

  /** Once more, with the clock. */
  askAgain(question: Question): void {
    this.needsClock = true;
    this.session.ask(question);
  }

  /**
   * @param moment without a clock only where the answer may be that one is needed
   * @returns `undefined` for a lease, for what is no longer valid, and for what cannot be read, which is reported
   */
  entryFrom(
    key: CacheKey,
    name: string,
    bytes: Buffer,
    moment: Moment,
    met: 'metByRead' | 'metByLoad',
  ): Found<V> | typeof CLOCK_NEEDED {
    const kind = kindOf(bytes);
    if (kind === 'lease' || kind === 'tombstone') return undefined;
    try {
      const entry = this.codec.decode(name, bytes, moment);
      return entry instanceof Promise ? entry.catch((error) => this.#cannotRead(key, error, met)) : entry;
    } catch (error) {
      return this.#cannotRead(key, error, met);
    }
  }

  #cannotRead(key: CacheKey, error: unknown, met: 'metByRead' | 'metByLoad'): undefined {
    this.unreadable[met](key, storageFailure('read what stands in Redis', error, key));
  }
}

class ValueQuestion<V> implements Question {
  constructor(
    private readonly reader: ValueReader<V>,
    private readonly key: CacheKey,
    readonly name: string,
    private readonly onlooker: Onlooker<V> | undefined,
    private readonly resolve: (found: Awaitable<CacheEntry<V> | undefined>) => void,
    private readonly reject: (error: StorageError) => void,
  ) {}

  get epochName(): string {
    return this.reader.epochName;
  }

  get needsClock(): boolean {
    return this.reader.needsClock;
  }

  answer(moment: Moment, bytes: Buffer | undefined): void {
    const found =
      bytes === undefined ? undefined : this.reader.entryFrom(this.key, this.name, bytes, moment, 'metByRead');
    if (found === CLOCK_NEEDED) this.reader.askAgain(this);
    else if (this.onlooker === undefined) this.resolve(found);
    else if (found instanceof Promise) {
      found.then(
        (late) => this.#show(late),
        (cause: unknown) => this.fail(cause),
      );
    } else this.#show(found);
  }

  fail(cause: unknown): void {
    this.onlooker?.failed();
    this.#refuse(cause);
  }

  #show(found: StoredEntry<V> | undefined): void {
    try {
      this.resolve(this.onlooker!.found(found));
    } catch (cause) {
      this.#refuse(cause);
    }
  }

  #refuse(cause: unknown): void {
    this.reject(storageFailure('read from Redis', cause, this.key));
  }
}
