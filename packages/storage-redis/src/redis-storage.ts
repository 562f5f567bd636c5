import {
  type ByteSize,
  type Clock,
  ConfigurationError,
  type Duration,
  fenceTags,
  type InvalidationLog,
  type Keyspace,
  type KeyspaceContext,
  type LoggedStorage,
  type Milliseconds,
  type Quarantine,
  type QuarantineOptions,
  type QuarantineTarget,
  type QuarantiningStorage,
  type Serde,
  type StorageError,
  type StorageFacts,
  systemClock,
  type TaggingStorage,
  type TellingStorage,
  toBytes,
  toMilliseconds,
} from '@memoir/core';
import { checkedClient } from './client/checked-client.js';
import { ConfirmedCommands } from './client/confirmed-commands.js';
import { OwnClient } from './client/own-client.js';
import type { RedisCommands } from './client/redis-commands.js';
import { storageFailure } from './client/storage-failure.js';
import { EntryCodec } from './entry/entry-codec.js';
import { Leases } from './lease/leases.js';
import { Subscriber } from './lease/subscriber.js';
import { Announcer } from './log/announcer.js';
import { messageOf } from './log/message.js';
import { RedisLog } from './log/redis-log.js';
import { Streams } from './log/streams.js';
import { KeyNames } from './naming/key-names.js';
import { Quarantines } from './quarantine/quarantines.js';
import { RedisQuarantine } from './quarantine/redis-quarantine.js';
import { RedisKeyspace } from './redis-keyspace.js';
import { Server } from './session/server.js';
import { Session } from './session/session.js';

const DEFAULT_PREFIX = 'memoir';
const DEFAULT_LEASE_FOR = '5s';
const DEFAULT_MAX_VALUE_SIZE = '64M';

export interface RedisStorageOptions {
  /** Turns values into bytes; what another serde has written is a miss. */
  readonly serde: Serde;
  /**
   * What the names of all Redis keys begin with. Storages with the same prefix on the same Redis share what they store.
   *
   * @default 'memoir'
   */
  readonly prefix?: string | undefined;
  /**
   * How long others wait for a process that died while it was loading, and how long a process may stand still before its
   * load is given to another. A load may take longer: its lease is extended.
   *
   * @default '5s'
   */
  readonly leaseFor?: Duration | undefined;
  /**
   * The largest entry, as bytes on the wire. What is larger is answered, not stored, and reported.
   *
   * @default '64M'
   */
  readonly maxValueSize?: ByteSize | undefined;
  /**
   * How many replicas have to have an invalidation, an expiry or a clear before it counts as confirmed, within a second.
   * Without any, a failover can lose the last of them; docs/redis-format.md says what that brings back. ioredis only.
   *
   * @default 0
   */
  readonly confirmingReplicas?: number | undefined;
}

/** Results in Redis, shared by all processes that use the same prefix there: standalone, Sentinel or Cluster. */
export class RedisStorage implements TaggingStorage, LoggedStorage, QuarantiningStorage, TellingStorage {
  readonly shared = true;
  readonly #log: RedisLog;
  readonly #client: RedisCommands;
  readonly #serde: Serde;
  readonly #maxValueSize: number;
  readonly #confirmed: ConfirmedCommands | undefined;
  readonly #names: KeyNames;
  readonly #leases: Leases;
  readonly #subscriber: Subscriber;
  readonly #server: Server;
  /** One per clock, which is one per process but in tests. */
  readonly #sessions = new WeakMap<Clock, Session>();
  #report: (error: StorageError) => void = () => undefined;

  /**
   * @param options `client`: one that stays yours: you close it, and listen to its errors. `url`: the storage makes one
   * with ioredis, connects with the first command and ends it by `close`; what goes wrong with it is reported.
   * @throws {ConfigurationError} if a setting cannot hold
   */
  constructor(options: RedisStorageOptions & ({ readonly client: RedisCommands } | { readonly url: string })) {
    const leaseFor: Milliseconds = Math.ceil(toMilliseconds('leaseFor', options.leaseFor ?? DEFAULT_LEASE_FOR));
    this.#maxValueSize = toBytes('maxValueSize', options.maxValueSize ?? DEFAULT_MAX_VALUE_SIZE);
    this.#names = new KeyNames(checkedPrefix(options.prefix ?? DEFAULT_PREFIX));
    this.#serde = checkedSerde(options.serde);
    this.#client = 'client' in options ? checkedClient(options.client) : OwnClient.at(options.url);
    if (this.#client instanceof OwnClient) this.#listenTo(this.#client);
    const replicas = checkedCount(options.confirmingReplicas ?? 0);
    this.#confirmed = replicas === 0 ? undefined : new ConfirmedCommands(this.#client, replicas);
    const removals = this.#confirmed ?? this.#client;
    const streams = new Streams(this.#client, this.#names);
    this.#log = new RedisLog(this.#client, streams);
    this.#leases = new Leases(this.#client, new Announcer(removals, streams, this.#log), this.#names, leaseFor);
    this.#server = new Server(this.#client, this.#names.clock);
    this.#subscriber = new Subscriber(this.#client, (error) => this.#report(error));
  }

  keyspace<V>(namespace: string, context: KeyspaceContext): Keyspace<V> {
    this.#report = context.report;
    const session = this.#sessionOf(context.clock);
    const codec = new EntryCodec<V>(this.#serde, session, this.#maxValueSize);
    return new RedisKeyspace(
      namespace,
      { session, leases: this.#leases, subscriber: this.#subscriber },
      codec,
      context,
    );
  }

  /** What is removed by anybody who uses the same prefix; for tiers in front of this storage. */
  get log(): InvalidationLog {
    return this.#log;
  }

  invalidateTags(tags: readonly string[], origin?: string): Promise<void> {
    return this.#markTags(tags, 'invalidate', origin);
  }

  expireTags(tags: readonly string[], origin?: string): Promise<void> {
    return this.#markTags(tags, 'expire', origin);
  }

  quarantine(targets: readonly QuarantineTarget[], options: QuarantineOptions): Promise<Quarantine> {
    const begun = this.#quarantines.begin(targets, options).then(({ opaque }) => opaque);
    return told('put in quarantine in Redis', begun);
  }

  extend(quarantine: Quarantine): Promise<boolean> {
    const extended = this.#quarantines.extend(RedisQuarantine.from(quarantine));
    return told('extend a quarantine in Redis', extended);
  }

  confirm(quarantine: Quarantine): Promise<void> {
    const confirmed = this.#quarantines.confirm(RedisQuarantine.from(quarantine));
    return told('end a quarantine in Redis', confirmed);
  }

  get #quarantines(): Quarantines {
    return new Quarantines(this.#leases, this.#sessionOf(systemClock), this.#names);
  }

  facts(): StorageFacts {
    return { name: this.constructor.name, backend: 'redis' };
  }

  /** Ends the connections that the storage has made; a client that was passed in stays open. */
  async close(): Promise<void> {
    this.#log.close();
    this.#subscriber.close();
    this.#server.close();
    this.#confirmed?.disconnect();
    if (this.#client instanceof OwnClient) this.#client.disconnect();
  }

  async #markTags(tags: readonly string[], how: 'invalidate' | 'expire', origin: string | undefined): Promise<void> {
    const reason = how === 'invalidate' ? 'fenced' : 'expired';
    fenceTags(this, tags, reason); // for loads, and near tiers, of this process; others hear of it by the log
    try {
      const marked = this.#sessionOf(systemClock).markTags(tags, how, messageOf({ kind: 'tags', tags, origin }));
      await told(`${how} tags in Redis`, marked);
    } finally {
      fenceTags(this, tags, reason);
    }
  }

  /** Its errors are told once per outage, not with every attempt to connect. */
  #listenTo(client: OwnClient): void {
    let isFailing = false;
    client.on('ready', () => {
      isFailing = false;
    });
    client.on('error', (error) => {
      if (!isFailing) this.#report(storageFailure('reach Redis', error));
      isFailing = true;
    });
  }

  #sessionOf(clock: Clock): Session {
    let session = this.#sessions.get(clock);
    if (session === undefined) {
      session = new Session(this.#client, this.#confirmed ?? this.#client, this.#names, this.#server, clock);
      this.#sessions.set(clock, session);
    }
    return session;
  }
}

async function told<T>(doing: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw storageFailure(doing, error);
  }
}

function checkedSerde(serde: Serde): Serde {
  if (typeof serde?.id === 'string' && serde.id !== '' && typeof serde.serialize === 'function') return serde;
  throw new ConfigurationError('serde is an object with an id, serialize and deserialize', serde);
}

function checkedCount(count: number): number {
  if (Number.isInteger(count) && count >= 0) return count;
  throw new ConfigurationError('confirmingReplicas is a whole number from 0', count);
}

function checkedPrefix(prefix: string): string {
  if (typeof prefix === 'string' && prefix !== '') return prefix;
  throw new ConfigurationError('prefix is a text that is not empty', prefix);
}
