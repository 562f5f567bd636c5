import type {
  FollowOptions,
  Invalidation,
  LogFollower,
  LogGap,
  LogPosition,
  LogSubscription,
  Milliseconds,
} from '@memoir/core';
import { storageFailure } from '../client/storage-failure.js';
import type { StreamListener, StreamReader } from './stream-reader.js';

/** One follower of all the streams of a log: what is proven is what is proven of each. */
export class RedisLogSubscription implements LogSubscription {
  readonly #ways: readonly StreamWay[];
  #position: LogPosition | undefined;
  #hasStarted = false;
  #isFailing = false;
  #isClosed = false;

  constructor(
    private readonly follower: LogFollower,
    readonly options: FollowOptions,
    private readonly readers: readonly StreamReader[],
    private readonly closed: (subscription: RedisLogSubscription) => void,
  ) {
    this.#ways = readers.map(() => new StreamWay(this));
    readers.forEach((reader, index) => {
      reader.add(this.#ways[index]!);
    });
  }

  get position(): LogPosition | undefined {
    return this.#position;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.readers.forEach((reader, index) => {
      reader.remove(this.#ways[index]!);
    });
    this.closed(this);
  }

  reached(): void {
    if (this.#hasStarted || !this.#ways.every(({ isReached }) => isReached)) return;
    this.#hasStarted = true;
    this.#position = this.readers.map(({ position }) => position).join(' ');
    this.follower.gap('started');
  }

  told(invalidation: Invalidation, position: LogPosition): void {
    if (!this.#hasStarted) return;
    this.#position = position;
    try {
      this.follower.invalidated(invalidation, position);
    } catch (cause) {
      // It may have heard half of it; whoever else reads this stream hears all.
      this.follower.gap('lost');
      this.failed(cause);
    }
  }

  proven(): void {
    this.#isFailing = false;
    const until = Math.min(...this.#ways.map(({ provenUntil }) => provenUntil));
    if (this.#hasStarted && until > Number.NEGATIVE_INFINITY) this.follower.complete(until);
  }

  gap(reason: LogGap): void {
    if (this.#hasStarted) this.follower.gap(reason);
  }

  failed(cause: unknown): void {
    if (this.#isFailing) return;
    this.#isFailing = true;
    const failure = storageFailure('follow the log in Redis', cause);
    this.follower.failed(failure);
  }
}

/** What one stream has told. */
class StreamWay implements StreamListener {
  isReached = false;
  provenUntil = Number.NEGATIVE_INFINITY;

  constructor(private readonly subscription: RedisLogSubscription) {}

  get reliesFor(): Milliseconds {
    return this.subscription.options.reliesFor ?? 0;
  }

  now(): Milliseconds {
    return this.subscription.options.clock.monotonic();
  }

  reached(): void {
    this.isReached = true;
    this.subscription.reached();
  }

  told(invalidation: Invalidation, position: LogPosition): void {
    this.subscription.told(invalidation, position);
  }

  proven(until: Milliseconds): void {
    this.provenUntil = until;
    this.subscription.proven();
  }

  gap(reason: LogGap): void {
    this.subscription.gap(reason);
  }

  failed(cause: unknown): void {
    this.subscription.failed(cause);
  }
}
