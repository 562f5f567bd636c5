import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers';
import type { EpochMilliseconds, Milliseconds } from '../clock/duration.js';
import type { CacheEntry } from '../entry/cache-entry.js';
import type { StorageError } from '../errors.js';
import type { CacheKey } from '../key/cache-key.js';
import type { CacheStorage } from '../storage/cache-storage.js';
import type { Keyspace } from '../storage/keyspace.js';
import { differenceBetween } from './difference.js';
import { ManualClock } from './manual-clock.js';

const MINUTE: Milliseconds = 60_000;

/** What one rule is held against: a storage, names that nobody else uses on it, and a clock that stands still. */
export class StorageBench {
  readonly storage: CacheStorage;
  readonly reports: StorageError[] = [];
  /** Begins at the real time, so that a backend which counts by itself does not take every entry for outdated. */
  readonly clock = new ManualClock(Date.now());
  readonly #instantsWithin: Milliseconds;
  readonly #unique = `conformance-${randomUUID()}-`;

  constructor(storage: CacheStorage, instantsWithin: Milliseconds) {
    this.storage = storage;
    this.#instantsWithin = instantsWithin;
  }

  /** Opens a keyspace; the same name gives the same namespace within one rule. */
  keyspace<V = unknown>(name = 'main'): Keyspace<V> {
    return this.storage.keyspace<V>(this.#unique + name, {
      clock: this.clock,
      report: (error) => void this.reports.push(error),
      removed: () => {},
    });
  }

  /** An entry that is fresh for an hour and kept for three, counted from now. */
  entry<V>(value: V, facts: Partial<CacheEntry<V>> = {}): CacheEntry<V> {
    const createdAt = this.clock.now();
    return {
      value,
      createdAt,
      staleAt: createdAt + 60 * MINUTE,
      expiresAt: createdAt + 120 * MINUTE,
      keepUntil: createdAt + 180 * MINUTE,
      tags: [],
      version: undefined,
      loadedIn: 5,
      ...facts,
    };
  }

  /** Offers an entry that is nothing special. */
  async put<V>(keyspace: Keyspace<V>, key: CacheKey, value: V): Promise<CacheEntry<V>> {
    const entry = this.entry(value);
    assert.equal(await keyspace.offer(key, entry), 'stored', 'the answer to an offer without a permit');
    return entry;
  }

  async expectHit<V>(keyspace: Keyspace<V>, key: CacheKey, expected: CacheEntry<V>): Promise<void> {
    const actual = await keyspace.get(key);
    assert.ok(actual, `expected an entry under ${shown(key)}, got a miss`);
    this.#expectEqual('value', actual.value, expected.value);
    for (const name of ['createdAt', 'staleAt', 'expiresAt', 'keepUntil'] as const) {
      this.expectInstant(name, actual[name], expected[name]);
    }
    this.#expectEqual('tags', [...actual.tags], [...expected.tags]);
    this.#expectEqual('version', actual.version, expected.version);
    this.#expectEqual('loadedIn', actual.loadedIn, expected.loadedIn);
  }

  async expectValue<V>(keyspace: Keyspace<V>, key: CacheKey, value: V): Promise<void> {
    const actual = await keyspace.get(key);
    assert.ok(actual, `expected an entry under ${shown(key)}, got a miss`);
    this.#expectEqual('value', actual.value, value);
  }

  async expectMiss(keyspace: Keyspace<unknown>, key: CacheKey): Promise<void> {
    assert.equal(await keyspace.get(key), undefined, `expected a miss under ${shown(key)}`);
  }

  /** An entry that may be a fallback, never an answer. */
  async expectExpired(keyspace: Keyspace<unknown>, key: CacheKey, value: unknown): Promise<void> {
    await this.expectValue(keyspace, key, value);
    await this.expectNotLive(keyspace, key);
  }

  async expectNotLive(keyspace: Keyspace<unknown>, key: CacheKey): Promise<void> {
    const actual = await keyspace.get(key);
    if (!actual) return;
    const now = this.clock.now() + this.#instantsWithin;
    assert.ok(actual.staleAt <= now, `staleAt is ${actual.staleAt}, later than now, ${now}`);
    assert.ok(actual.expiresAt <= now, `expiresAt is ${actual.expiresAt}, later than now, ${now}`);
  }

  expectInstant(name: string, actual: EpochMilliseconds, expected: EpochMilliseconds): void {
    const isNear = actual === expected || Math.abs(actual - expected) <= this.#instantsWithin;
    assert.ok(isNear, `${name} is ${actual}, not ${expected}`);
  }

  expectNoReports(): void {
    assert.equal(this.reports.length, 0, `reported without reason: ${this.reports.join(', ')}`);
  }

  #expectEqual(what: string, actual: unknown, expected: unknown): void {
    const difference = differenceBetween(actual, expected);
    assert.equal(difference, undefined, `${what}: ${difference}`);
  }
}

/** Lets the event loop turn: commands that are under way get further, though nobody knows how far. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

function shown(key: CacheKey): string {
  const text = JSON.stringify(key);
  return text.length > 60 ? `${text.slice(0, 60)}... (${key.length} characters)` : text;
}
