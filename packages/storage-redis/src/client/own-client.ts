import { ConfigurationError, type Milliseconds } from '@memoir/core';
import type { RedisOptions } from 'ioredis';
import type { Argument, Pipeline, Pipelining, RedisCommands } from './redis-commands.js';
import { SilenceWatch, type WatchedClient } from './silence-watch.js';

const CONNECT_WITHIN: Milliseconds = 2_000;
/** ioredis waits that long for a connection to end, also for one that is lost already. */
const DISCONNECT_WITHIN: Milliseconds = 500;
const FIRST_RETRY: Milliseconds = 50;
const LONGEST_RETRY: Milliseconds = 2_000;

/** A command fails soon instead of waiting for a server that is away: the call it belongs to has its own way to go on. */
const OPTIONS: RedisOptions = {
  lazyConnect: true,
  connectTimeout: CONNECT_WITHIN,
  disconnectTimeout: DISCONNECT_WITHIN,
  keepAlive: 10_000,
  retryStrategy: (attempt) => Math.min(FIRST_RETRY * 2 ** Math.min(attempt, 10), LONGEST_RETRY),
  // After one attempt to connect, what waits for a connection fails.
  maxRetriesPerRequest: 0,
  // Whether a command was carried out before its connection was lost is for its caller to find out.
  autoResendUnfulfilledCommands: false,
  // As in subscriber.ts: who listens is rung when a connection is lost, and listens again.
  autoResubscribe: false,
  // While it loads its data the server refuses commands, which is what the callers need to know.
  enableReadyCheck: false,
  // A master that has become a replica: the address may lead to another server by now.
  reconnectOnError: (error) => error.message.startsWith('READONLY'),
};

/** A client that a storage makes for itself, once ioredis has been loaded; it connects with the first command. */
export class OwnClient implements RedisCommands, Pipelining {
  readonly #made: Promise<RedisCommands>;
  #client: RedisCommands | undefined;
  #watch: SilenceWatch | undefined;

  /** @throws {ConfigurationError} unless the url is one of Redis; it is not repeated: it may hold a password */
  static at(url: string): OwnClient {
    const protocol = URL.canParse(url) ? new URL(url).protocol : '';
    if (protocol !== 'redis:' && protocol !== 'rediss:') {
      throw new ConfigurationError('url begins with redis:// or rediss://; for Sentinel and Cluster pass a client');
    }
    return new OwnClient(loadIoredis().then(({ Redis }) => new Redis(url, OPTIONS)));
  }

  private constructor(made: Promise<RedisCommands>) {
    this.#made = made.then((client) => {
      this.#client = client;
      this.#watch = new SilenceWatch(client as RedisCommands & WatchedClient);
      return client;
    });
    // Told by every command; nobody has to wait for this one.
    this.#made.catch(() => undefined);
  }

  callBuffer(command: string, ...args: Argument[]): Promise<unknown> {
    if (this.#client === undefined) return this.#made.then(() => this.callBuffer(command, ...args));
    this.#watch?.begin();
    return this.#client.callBuffer(command, ...args);
  }

  pipeline(): Pipeline {
    const calls: [string, ...Argument[]][] = [];
    return {
      call: (command, ...args) => calls.push([command, ...args]),
      exec: async () => {
        const pipeline = ((await this.#made) as RedisCommands & Pipelining).pipeline();
        for (const call of calls) pipeline.call(...call);
        this.#watch?.begin();
        return pipeline.exec();
      },
    };
  }

  duplicate(): RedisCommands {
    return new OwnClient(this.#made.then((made) => made.duplicate()));
  }

  disconnect(): void {
    this.#made.then(
      (made) => {
        this.#watch?.end();
        made.disconnect();
      },
      () => undefined,
    );
  }

  on(event: string, listener: (...args: any[]) => void): void {
    this.#made.then(
      (made) => made.on?.(event, listener),
      () => undefined,
    );
  }

  off(event: string, listener: (...args: any[]) => void): void {
    this.#made.then(
      (made) => made.off?.(event, listener),
      () => undefined,
    );
  }

  subscribe(channel: string): Promise<unknown> {
    return this.#made.then((made) => {
      this.#watch?.begin();
      return made.subscribe?.(channel);
    });
  }

  unsubscribe(channel: string): Promise<unknown> {
    return this.#made.then((made) => made.unsubscribe?.(channel));
  }
}

async function loadIoredis(): Promise<Pick<typeof import('ioredis'), 'Redis'>> {
  try {
    return await import('ioredis');
  } catch {
    throw new ConfigurationError('a storage made with a url needs ioredis: npm i ioredis, or pass a client');
  }
}
