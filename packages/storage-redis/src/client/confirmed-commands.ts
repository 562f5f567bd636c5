import { ConfigurationError, type Milliseconds, StorageError } from '@memoir/core';
import type { Argument, Pipelining, RedisCommands } from './redis-commands.js';

const CONFIRMED_WITHIN: Milliseconds = 1_000;

/**
 * Commands that count as done only once so many replicas have them as well. On a connection of its own, made with the
 * first of them: `WAIT` holds up whatever comes after it.
 */
export class ConfirmedCommands implements RedisCommands {
  #connection: (RedisCommands & Pipelining) | undefined;
  #isClosed = false;

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
  async callBuffer(command: string, ...args: Argument[]): Promise<unknown> {
    const pipeline = this.#connect().pipeline();
    pipeline.call(command, ...args);
    pipeline.call('WAIT', this.replicas, CONFIRMED_WITHIN);
    const replies = (await pipeline.exec()) ?? [];
    for (const [error] of replies) if (error !== null) throw error;
    const confirmed = Number(replies[1]?.[1] ?? 0);
    if (confirmed < this.replicas) {
      throw new StorageError(`confirmed by ${confirmed} of ${this.replicas} replicas`);
    }
    return replies[0]?.[1];
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
