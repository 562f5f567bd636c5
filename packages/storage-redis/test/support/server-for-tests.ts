import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { settle } from '@memoir/core/testing';
import { RedisServer, type RedisServerOptions } from '@memoir/redis-test-server';
import { Redis } from 'ioredis';
import { Processes } from './processes.js';

/** One server for the tests of a file, a client to look behind the scenes with, and processes that are closed after each. */
export class ServerForTests {
  readonly processes = Processes.at(() => this.server.url);
  #server: RedisServer | undefined;
  #redis: Redis | undefined;

  constructor(options: RedisServerOptions = {}) {
    beforeAll(async () => {
      this.#server = await RedisServer.start(options);
      this.#redis = new Redis(this.#server.url);
      this.#redis.on('error', () => undefined);
    });
    afterEach(() => this.processes.closeAll());
    afterAll(async () => {
      this.#redis?.disconnect();
      await this.#server?.stop();
    });
  }

  get server(): RedisServer {
    return this.#server!;
  }

  get redis(): Redis {
    return this.#redis!;
  }

  /** Calls of each command since the last `forgetCommands`, scripts' inner ones included. */
  async commands(): Promise<Record<string, number>> {
    const stats = await this.redis.info('commandstats');
    const calls = [...stats.matchAll(/cmdstat_([a-z|]+):calls=(\d+)/g)].map(
      ([, name, count]) => [name!, Number(count)] as const,
    );
    return Object.fromEntries(calls.filter(([name]) => !/^(config|info)/.test(name)));
  }

  async forgetCommands(): Promise<void> {
    await this.redis.config('RESETSTAT');
  }

  /** Until that many listen to the channel. */
  async subscribed(channel: string, count: number): Promise<void> {
    while (((await this.redis.pubsub('NUMSUB', channel)) as [string, number])[1] !== count) await settle();
  }
}
