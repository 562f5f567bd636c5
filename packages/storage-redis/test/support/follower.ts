import {
  type Clock,
  type Invalidation,
  type LogFollower,
  type LogGap,
  type LogSubscription,
  type Milliseconds,
  type StorageError,
  systemClock,
} from '@memoir/core';
import { until } from '@memoir/redis-test-server';
import type { RedisStorage } from '../../src/index.js';

/** Follows the log of a storage and keeps what it is told, gaps and invalidations in their order. */
export class Follower implements LogFollower {
  readonly events: (Invalidation | LogGap)[] = [];
  readonly failures: StorageError[] = [];
  provenUntil: Milliseconds = Number.NEGATIVE_INFINITY;
  readonly subscription: LogSubscription;

  constructor(
    storage: RedisStorage,
    private readonly clock: Clock = systemClock,
    proveEvery = 60,
    reliesFor?: Milliseconds,
  ) {
    this.subscription = storage.log.follow(this, { clock, proveEvery, reliesFor });
  }

  /** Once it is told everything that is appended from now on. */
  static async of(storage: RedisStorage): Promise<Follower> {
    const follower = new Follower(storage);
    await follower.isUpToDate();
    return follower;
  }

  invalidated(invalidation: Invalidation): void {
    this.events.push(invalidation);
  }

  complete(instant: Milliseconds): void {
    this.provenUntil = instant;
  }

  gap(reason: LogGap): void {
    this.events.push(reason);
  }

  failed(error: StorageError): void {
    this.failures.push(error);
  }

  /** What it was told since this was last asked, with all that stands in the log by now. */
  async news(): Promise<(Invalidation | LogGap)[]> {
    await this.isUpToDate();
    return this.events.splice(0);
  }

  /** Once it is proven to know all that was appended before this call. */
  async isUpToDate(): Promise<void> {
    const now = this.clock.monotonic();
    await until(async () => this.provenUntil >= now);
  }
}
