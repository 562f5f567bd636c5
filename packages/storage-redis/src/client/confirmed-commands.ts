import { ConfigurationError, type Milliseconds, StorageError } from '@memoir/core';
import type { Argument, Pipelining, RedisCommands } from './redis-commands.js';

const CONFIRMED_WITHIN: Milliseconds = 1_000;
/**
 * Changes something, whatever the commands before it have found to remove: from Redis 7.2 on `WAIT` waits for the last
 * change of its own connection alone. The deletion comes first: after it, a script may write out of memory.
 */
const CHANGE = "redis.call('DEL', KEYS[1]) redis.call('SET', KEYS[1], '') return redis.call('DEL', KEYS[1])";
/** No name ends like this: `%` is escaped, and no escape begins so. */
const CHANGED = ':%wait';

interface Waiting {
  readonly call: [command: string, ...args: Argument[]];
  readonly resolve: (reply: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Commands that count as done only once so many replicas have them as well. On a connection of its own, made with the
 * first of them: `WAIT` holds up whatever comes after it.
 */
export class ConfirmedCommands implements RedisCommands {
  #connection: (RedisCommands & Pipelining) | undefined;
  #isClosed = false;
  #waiting: Waiting[] = [];
  #isSending = false;

  /** @throws {ConfigurationError} if the client cannot send two commands to the same node */
  constructor(
    private readonly client: RedisCommands,
    private readonly replicas: number,
  ) {
    if (typeof (client as Partial<Pipelining>).pipeline !== 'function') {
      throw new ConfigurationError('confirmingReplicas needs an ioredis client');
    }
  }

  /** @throws {StorageError} if too few replicas have it in time: it may be done, and it may be lost */
  callBuffer(...call: [command: string, ...args: Argument[]]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const command = { call, resolve, reject };
      // Keys of a Cluster are on several nodes, and nothing here knows on which.
      if (this.client.isCluster) return void this.#send([command]);
      this.#waiting.push(command);
      if (!this.#isSending) void this.#sendAll();
    });
  }

  /** What comes while others are waited for goes together: without its replica each would cost a second of its own. */
  async #sendAll(): Promise<void> {
    this.#isSending = true;
    while (this.#waiting.length > 0) await this.#send(this.#waiting.splice(0));
    this.#isSending = false;
  }

  async #send(commands: readonly Waiting[]): Promise<void> {
    try {
      const pipeline = this.#connect().pipeline();
      for (const { call } of commands) pipeline.call(...call);
      pipeline.call('EVAL', CHANGE, 1, `${keyOf(commands[0]!)}${CHANGED}`);
      pipeline.call('WAIT', this.replicas, CONFIRMED_WITHIN);
      const replies = (await pipeline.exec()) ?? [];
      const [changeFailed] = replies[commands.length] ?? [];
      const unconfirmed = changeFailed ?? this.#flawOf(replies[commands.length + 1]);
      commands.forEach(({ resolve, reject }, index) => {
        const [error, reply] = replies[index] ?? [];
        if (error || unconfirmed) reject(error ?? unconfirmed);
        else resolve(reply);
      });
    } catch (error) {
      for (const { reject } of commands) reject(error);
    }
  }

  #flawOf([error, confirmed]: [error?: Error | null, reply?: unknown] = []): Error | undefined {
    if (error) return error;
    if (Number(confirmed) >= this.replicas) return undefined;
    return new StorageError(`confirmed by ${Number(confirmed ?? 0)} of ${this.replicas} replicas`);
  }

  duplicate(): RedisCommands {
    return new ConfirmedCommands(this.client, this.replicas);
  }

  disconnect(): void {
    this.#isClosed = true;
    this.#connection?.disconnect();
  }

  #connect(): Pipelining {
    if (this.#connection === undefined) {
      // Nobody would end it.
      if (this.#isClosed) throw new StorageError('the storage is closed');
      this.#connection = this.client.duplicate() as RedisCommands & Pipelining;
      // Each command tells of its own failure.
      this.#connection.on?.('error', () => undefined);
    }
    return this.#connection;
  }
}

/** A script's name and the number of its keys come first. */
function keyOf({ call: [command, first, , third] }: Waiting): string {
  return String(command.startsWith('EVAL') ? third : first);
}
