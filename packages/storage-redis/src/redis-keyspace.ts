import type { Buffer } from 'node:buffer';
import {
  type BulkKeyspace,
  type CacheEntry,
  type CacheKey,
  type KeyspaceContext,
  type LeaseOutcome,
  type LeaseRequest,
  type LeasingKeyspace,
  type Milliseconds,
  type OfferOutcome,
  type Onlooker,
  type Permit,
  type ShowingKeyspace,
  StorageError,
  type TierDescription,
} from '@memoir/core';
import { storageFailure } from './client/storage-failure.js';
import { CLOCK_NEEDED, type EntryCodec } from './entry/entry-codec.js';
import { StoredEntry } from './entry/stored-entry.js';
import { UnreadableEntries } from './entry/unreadable-entries.js';
import { ValueReader } from './entry/value-reader.js';
import { look } from './inspect/look.js';
import type { Attempt, Leases } from './lease/leases.js';
import { RedisPermit } from './lease/redis-permit.js';
import type { Subscriber } from './lease/subscriber.js';
import { Waiting } from './lease/waiting.js';
import { messageOf } from './log/message.js';
import type { Epochs } from './session/epochs.js';
import type { Moment } from './session/question.js';
import type { Session } from './session/session.js';
import { kindOf, tokenOf } from './wire/stamp.js';

/** Each attempt after the first has met bytes that somebody put there in between. */
const MOST_ATTEMPTS = 5;

/** What a keyspace shares with the others of its storage. */
export interface KeyspaceParts {
  readonly session: Session;
  readonly leases: Leases;
  readonly subscriber: Subscriber;
}

/** One function's share of a Redis: see docs/redis-format.md for what stands there. */
export class RedisKeyspace<V> implements LeasingKeyspace<V>, BulkKeyspace<V>, ShowingKeyspace<V> {
  readonly leaseFor: Milliseconds;
  readonly #session: Session;
  readonly #leases: Leases;
  readonly #epochName: string;
  readonly #namePrefix: string;
  readonly #unreadable: UnreadableEntries;
  readonly #values: ValueReader<V>;

  constructor(
    private readonly namespace: string,
    private readonly parts: KeyspaceParts,
    private readonly codec: EntryCodec<V>,
    private readonly context: KeyspaceContext,
  ) {
    this.#session = parts.session;
    this.#leases = parts.leases;
    this.leaseFor = parts.leases.leaseFor;
    this.#epochName = parts.session.names.epoch(namespace);
    this.#namePrefix = parts.session.names.namespace(namespace);
    this.#unreadable = new UnreadableEntries((error) => context.report(error));
    this.#values = new ValueReader(this.#epochName, parts.session, codec, this.#unreadable);
  }

  get(key: CacheKey): Promise<CacheEntry<V> | undefined> {
    return this.#values.get(key, this.#nameOf(key));
  }

  getShown(key: CacheKey, onlooker: Onlooker<V>): Promise<CacheEntry<V> | undefined> {
    return this.#values.get(key, this.#nameOf(key), onlooker);
  }

  getMany(keys: readonly CacheKey[]): Promise<ReadonlyArray<CacheEntry<V> | undefined>> {
    return Promise.all(keys.map((key) => this.get(key)));
  }

  describe(key: CacheKey): Promise<readonly TierDescription[]> {
    return this.#told('look into Redis', key, this.#look(this.#nameOf(key)));
  }

  acquire(key: CacheKey, request: LeaseRequest = {}): Promise<LeaseOutcome<V>> {
    return this.#told('take a lease in Redis', key, this.#acquire(key, this.#nameOf(key), request));
  }

  extend(key: CacheKey, permit: Permit): Promise<boolean> {
    const extended = this.#leases.extend(this.#nameOf(key), RedisPermit.from(permit));
    return this.#told('extend a lease in Redis', key, extended);
  }

  async abandon(key: CacheKey, permit: Permit): Promise<void> {
    const abandoned = this.#leases.abandon(this.#nameOf(key), RedisPermit.from(permit));
    await this.#told('give a lease back to Redis', key, abandoned);
  }

  offer(key: CacheKey, entry: CacheEntry<V>, permit?: Permit): Promise<OfferOutcome> {
    const name = this.#nameOf(key);
    const offered =
      permit === undefined
        ? this.#write(key, name, entry)
        : this.#compareAndSet(key, name, entry, RedisPermit.from(permit));
    return this.#told('write to Redis', key, offered);
  }

  /** Others may still need it. */
  release(): 'kept' {
    return 'kept';
  }

  invalidate(key: CacheKey): Promise<void> {
    return this.#told('invalidate in Redis', key, this.#leases.remove(this.#nameOf(key), this.#messageOf(key)));
  }

  expire(key: CacheKey): Promise<void> {
    return this.#told('expire in Redis', key, this.#expire(key, this.#nameOf(key)));
  }

  clear(): Promise<void> {
    const { namespace } = this;
    const message = messageOf({ kind: 'namespace', namespace, origin: this.context.origin });
    return this.#told('clear in Redis', undefined, this.#session.clear(this.#epochName, message));
  }

  async #acquire(key: CacheKey, name: string, request: LeaseRequest): Promise<LeaseOutcome<V>> {
    // The epochs are read on the same way, and before the load: what is invalidated from here on is newer than they are.
    const [read, first] = await Promise.allSettled([
      this.#momentOfLoad(request.tags ?? []),
      this.#attempt(name, request),
    ]);
    if (first.status === 'rejected') throw first.reason;
    let attempt = first.value;
    if (read.status === 'rejected') {
      await this.#giveBack(name, attempt);
      throw read.reason;
    }
    const moment = read.value;
    if (request.tags !== undefined && this.#session.tags.areInQuarantine(request.tags, moment.epochs.clock)) {
      await this.#giveBack(name, attempt);
      return { kind: 'quarantined' };
    }
    for (let count = 0; count < MOST_ATTEMPTS; count++) {
      const outcome = await this.#outcomeOf(attempt, key, name, request, moment);
      if (outcome !== undefined) return outcome;
      attempt = await this.#leases.takeOver(name, attempt.kind === 'value' ? tokenOf(attempt.bytes) : undefined);
    }
    throw new StorageError('what stands under the key changes faster than a lease can be taken', { key });
  }

  async #look(name: string): Promise<readonly TierDescription[]> {
    const { bytes: _, ...description } = await look(this.#session, this.namespace, name, this.codec);
    return [description];
  }

  #attempt(name: string, { standing, supersede }: LeaseRequest): Promise<Attempt> {
    if (supersede) return this.#leases.supersede(name);
    return standing === undefined
      ? this.#leases.take(name)
      : this.#leases.takeOver(name, StoredEntry.tokenOf(standing));
  }

  /** @returns `undefined` if what stands has to be taken over */
  async #outcomeOf(
    attempt: Attempt,
    key: CacheKey,
    name: string,
    request: LeaseRequest,
    moment: Moment,
  ): Promise<LeaseOutcome<V> | undefined> {
    switch (attempt.kind) {
      case 'acquired': {
        const permit = new RedisPermit(attempt.stands, attempt.token, moment.epochs, request.supersede);
        return { kind: 'acquired', permit: permit.opaque };
      }
      case 'tombstone':
        return { kind: 'quarantined' };
      case 'held':
        return this.#held(name, attempt.stands);
      case 'foreign':
        this.#unreadable.metByLoad(
          key,
          new StorageError('something that memoir has not written stands in Redis', { key }),
        );
        return undefined;
      case 'value': {
        const entry = await this.#values.entryFrom(key, name, attempt.bytes, moment, 'metByLoad');
        if (entry === undefined || entry === CLOCK_NEEDED) return undefined;
        const goodUntil = request.standing === undefined ? entry.expiresAt : entry.staleAt;
        return moment.now < goodUntil ? { kind: 'found', entry } : undefined;
      }
    }
  }

  #held(name: string, stands: Buffer): LeaseOutcome<V> {
    const { session, subscriber } = this.parts;
    const lock = kindOf(stands) === 'lease' ? name : session.names.turn(name);
    let waiting: Waiting | undefined;
    return {
      kind: 'held',
      // Who does not wait costs nothing.
      get released() {
        waiting ??= new Waiting({ name, stands, lock }, session.client, subscriber, session.clock);
        return waiting.released;
      },
    };
  }

  async #giveBack(name: string, attempt: Attempt): Promise<void> {
    if (attempt.kind !== 'acquired') return;
    const permit = new RedisPermit(attempt.stands, attempt.token, { epoch: '', clock: '' });
    // If that fails too the lease runs out by itself; the failure that led here is the one to be told.
    await this.#leases.abandon(name, permit).catch(() => false);
  }

  async #compareAndSet(key: CacheKey, name: string, entry: CacheEntry<V>, permit: RedisPermit): Promise<OfferOutcome> {
    const timeToLive = entry.keepUntil - this.context.clock.now();
    const bytes = this.#bytesOf(key, name, permit.token, entry, permit.loadedAt, await this.#session.ahead());
    const message = permit.supersedes ? this.#messageOf(key) : undefined;
    const [isGood, isUntouched] = await Promise.all([
      bytes === undefined
        ? this.#leases.abandon(name, permit)
        : this.#leases.store(name, permit, bytes, timeToLive, message),
      this.#isUntouched(entry.tags, permit.loadedAt, timeToLive),
    ]);
    if (!isGood || !isUntouched) return 'refused';
    return bytes === undefined ? 'not-stored' : 'stored';
  }

  /** Whether neither the namespace nor one of the tags has been invalidated or expired since. */
  async #isUntouched(tags: readonly string[], since: Epochs, keepFor: Milliseconds): Promise<boolean> {
    if (tags.length === 0) {
      const moment = await this.#session.momentOfWrite(this.#epochName, keepFor);
      return moment.epochs.epoch === since.epoch;
    }
    const { epochs } = await this.#momentWithTags(tags, keepFor);
    if (epochs.epoch !== since.epoch) return false;
    const verdict = await this.#session.tags.judge(tags, since.clock, epochs.clock);
    return verdict.isValid && verdict.expiredAt === 0;
  }

  /** As a load that supersedes all others: what is removed from here on wins over it, in whatever order commands arrive. */
  async #write(key: CacheKey, name: string, entry: CacheEntry<V>): Promise<OfferOutcome> {
    const clears = this.#session.clearsOf(this.#epochName);
    const outcome = await this.#acquire(key, name, { supersede: true, tags: entry.tags });
    if (outcome.kind !== 'acquired') return 'refused';
    const permit = RedisPermit.from(outcome.permit);
    if (clears === this.#session.clearsOf(this.#epochName)) return this.#compareAndSet(key, name, entry, permit);
    await this.#leases.abandon(name, permit);
    return 'refused';
  }

  async #expire(key: CacheKey, name: string): Promise<void> {
    const now = this.context.clock.now() - (await this.#session.ahead());
    await this.#leases.expire(name, now, this.#messageOf(key));
  }

  #messageOf(key: CacheKey): string {
    return messageOf({ kind: 'keys', namespace: this.namespace, keys: [key], origin: this.context.origin });
  }

  /** With the clock of tags, whether or not there are any: a load may tell them when it is done. */
  #momentOfLoad(tags: readonly string[]): Promise<Moment> {
    return tags.length === 0 ? this.#session.moment(this.#epochName, true) : this.#momentWithTags(tags);
  }

  #momentWithTags(tags: readonly string[], keepFor?: Milliseconds): Promise<Moment> {
    this.#values.needsClock = true;
    return this.#session.momentWithTags(this.#epochName, tags, keepFor);
  }

  #bytesOf(
    key: CacheKey,
    name: string,
    token: string,
    entry: CacheEntry<V>,
    loadedAt: Epochs,
    ahead: Milliseconds,
  ): Buffer | undefined {
    try {
      return this.codec.encode(name, token, entry, loadedAt, ahead);
    } catch (error) {
      this.context.report(storageFailure('store this value', error, key));
      return undefined;
    }
  }

  #nameOf(key: CacheKey): string {
    return this.#session.names.value(this.#namePrefix, key);
  }

  async #told<T>(doing: string, key: CacheKey | undefined, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw storageFailure(doing, error, key);
    }
  }
}
