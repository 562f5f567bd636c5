import {
  type CacheEntry,
  type Clock,
  type KeyspaceContext,
  type LeaseOutcome,
  type Permit,
  type StorageError,
  systemClock,
} from '@memoir/core';
import { Redis } from 'ioredis';
import type { RedisCommands } from '../../src/index.js';
import { RedisStorage, type RedisStorageOptions } from '../../src/index.js';
import type { RedisKeyspace } from '../../src/redis-keyspace.js';
import { testSerde } from './test-serde.js';

/** What one process has: a client, a storage over it, a keyspace, and what was reported to it. */
export class Process<V = string> {
  readonly storage: RedisStorage;
  readonly keyspace: RedisKeyspace<V>;
  readonly reports: StorageError[] = [];

  constructor(
    readonly client: RedisCommands,
    options: Partial<RedisStorageOptions> & { readonly namespace?: string; readonly clock?: Clock } = {},
  ) {
    const { namespace = 'users', clock = systemClock, ...storage } = options;
    this.storage = new RedisStorage({ client, serde: testSerde, ...storage });
    const context: KeyspaceContext = { clock, report: (error) => this.reports.push(error), removed: () => undefined };
    this.keyspace = this.storage.keyspace<V>(namespace, context) as RedisKeyspace<V>;
  }

  /** Another function's share. */
  also<W>(namespace: string, clock: Clock = systemClock): RedisKeyspace<W> {
    const context: KeyspaceContext = { clock, report: (error) => this.reports.push(error), removed: () => undefined };
    return this.storage.keyspace<W>(namespace, context) as RedisKeyspace<W>;
  }

  async value(key: string): Promise<V | undefined> {
    return (await this.keyspace.get(key))?.value;
  }

  /** Begins a load; the storage has to allow it. */
  async load(key: string, request?: Parameters<RedisKeyspace<V>['acquire']>[1]): Promise<Permit> {
    return permitOf(await this.keyspace.acquire(key, request));
  }

  async close(): Promise<void> {
    await this.storage.close();
    this.client.disconnect();
  }
}

/** Opens processes against one server, and closes them all. */
export class Processes {
  readonly #opened: Process<any>[] = [];

  constructor(private readonly connect: () => RedisCommands) {}

  static at(url: () => string): Processes {
    return new Processes(() => new Redis(url(), { maxRetriesPerRequest: 1 }));
  }

  open<V = string>(options: ConstructorParameters<typeof Process>[1] = {}): Process<V> {
    const process = new Process<V>(this.connect(), options);
    this.#opened.push(process);
    return process;
  }

  async closeAll(): Promise<void> {
    await Promise.all(this.#opened.splice(0).map((process) => process.close()));
  }
}

export function permitOf(outcome: LeaseOutcome<unknown>): Permit {
  if (outcome.kind !== 'acquired') throw new Error(`no lease: ${outcome.kind}`);
  return outcome.permit;
}

/** An entry as a load that begins now would make it. */
export function entryOf<V>(value: V, facts: Partial<CacheEntry<V>> = {}): CacheEntry<V> {
  const createdAt = facts.createdAt ?? Date.now();
  const staleAt = facts.staleAt ?? createdAt + 60_000;
  const expiresAt = facts.expiresAt ?? Math.max(staleAt, createdAt + 120_000);
  const keepUntil = facts.keepUntil ?? expiresAt;
  return { value, tags: [], version: undefined, loadedIn: 1, ...facts, createdAt, staleAt, expiresAt, keepUntil };
}

let prefixes = 0;
/** So that tests of one server do not meet. */
export function freshPrefix(): string {
  return `test${process.pid}-${++prefixes}`;
}
