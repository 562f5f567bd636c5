import type {
  FollowOptions,
  Invalidation,
  InvalidationLog,
  LogFollower,
  LogPosition,
  LogSubscription,
  Milliseconds,
} from '@memoir/core';
import type { RedisCommands } from '../client/redis-commands.js';
import { storageFailure } from '../client/storage-failure.js';
import { appendScript } from '../scripts/log-scripts.js';
import { Listing } from './listing.js';
import { RedisLogSubscription } from './log-subscription.js';
import { messageOf } from './message.js';
import { Spread } from './spread.js';
import { StreamReader } from './stream-reader.js';
import type { Streams } from './streams.js';

/** A look each time that a read has waited in vain, and one more may be on its way. */
const READS_PER_PROOF = 2;
const LONGEST_BLOCK: Milliseconds = 2_000;
/** Where nobody follows, a message goes nowhere. */
const NOWHERE = '0-0';

/** The invalidation log of one storage: Redis Streams, read by one connection for each of them while somebody follows. */
export class RedisLog implements InvalidationLog {
  readonly #subscriptions = new Set<RedisLogSubscription>();
  readonly #spreads: readonly Spread[];
  #readers: readonly StreamReader[] = [];

  constructor(
    private readonly client: RedisCommands,
    private readonly streams: Streams,
  ) {
    this.#spreads = streams.all.map((stream) => new Spread(client, stream, streams.readersOf(stream)));
  }

  async append(invalidation: Invalidation): Promise<LogPosition> {
    const subject = 'tags' in invalidation ? invalidation.tags[0] : invalidation.namespace;
    try {
      return await this.appendTo(this.streams.for(subject ?? ''), messageOf(invalidation));
    } catch (error) {
      throw storageFailure('append to the log in Redis', error);
    }
  }

  /** Waits for no replica: who reads another node's stream than before takes it for a gap, whatever is in it. */
  async appendTo(stream: string, message: string): Promise<LogPosition> {
    const id = await appendScript.run(this.client, [stream], [message]);
    return String(id) || NOWHERE;
  }

  follow(follower: LogFollower, options: FollowOptions): LogSubscription {
    if (this.#readers.length === 0) {
      this.#readers = this.streams.all.map((stream) => {
        const listing = new Listing(this.streams.readersOf(stream));
        return new StreamReader(this.client, stream, listing, () => this.#blockFor());
      });
    }
    const subscription = new RedisLogSubscription(follower, options, this.#readers, (closed) => {
      this.#subscriptions.delete(closed);
      if (this.#subscriptions.size === 0) this.#stopReading(true);
    });
    this.#subscriptions.add(subscription);
    return subscription;
  }

  /** A message may be in any of the streams. */
  async spread(by: FollowOptions): Promise<void> {
    await Promise.all(this.#spreads.map((each) => each.wait(by)));
  }

  /** Who still follows goes on to rely on what it knows, for as long as it may. */
  close(): void {
    for (const spread of this.#spreads) spread.close();
    this.#stopReading(false);
    for (const subscription of [...this.#subscriptions]) subscription.close();
  }

  #stopReading(haveLeft: boolean): void {
    for (const reader of this.#readers) reader.close(haveLeft);
    this.#readers = [];
  }

  /** Often enough for the most demanding, and not so long that the client takes the silence for a failure. */
  #blockFor(): Milliseconds {
    const demanded = Math.min(...Array.from(this.#subscriptions, ({ options }) => options.proveEvery));
    const { options } = this.client as {
      options?: { commandTimeout?: number; redisOptions?: { commandTimeout?: number } };
    };
    const timeout = options?.commandTimeout ?? options?.redisOptions?.commandTimeout ?? LONGEST_BLOCK * 2;
    return Math.max(1, Math.floor(Math.min(demanded / READS_PER_PROOF, timeout / 2, LONGEST_BLOCK)));
  }
}
