import type { StorageError } from '@memoir/core';
import type { RedisCommands } from '../client/redis-commands.js';
import { storageFailure } from '../client/storage-failure.js';

/** A connection for messages, made when somebody first waits. */
export class Subscriber {
  #connection: RedisCommands | undefined;
  #failing = false;
  #isClosed = false;
  readonly #listeners = new Map<string, Set<() => void>>();

  constructor(
    private readonly client: RedisCommands,
    private readonly report: (error: StorageError) => void,
  ) {}

  /**
   * Calls `ring` on a message in the channel, and when a message may have been lost.
   *
   * @returns once messages arrive from here on; false where they never will
   */
  async listen(channel: string, ring: () => void): Promise<boolean> {
    const connection = this.#connect();
    if (connection?.subscribe === undefined) return false;
    const others = this.#listeners.get(channel);
    if (others === undefined) this.#listeners.set(channel, new Set([ring]));
    else others.add(ring);
    try {
      await connection.subscribe(channel);
      return true;
    } catch (error) {
      this.#tell(error);
      return false;
    }
  }

  leave(channel: string, ring: () => void): void {
    const listeners = this.#listeners.get(channel);
    if (!listeners?.delete(ring) || listeners.size > 0) return;
    this.#listeners.delete(channel);
    this.#connection?.unsubscribe?.(channel).catch((error: unknown) => this.#tell(error));
  }

  close(): void {
    this.#isClosed = true;
    this.#connection?.disconnect();
    this.#connection = undefined;
    this.#ringAll();
  }

  #connect(): RedisCommands | undefined {
    if (this.#connection === undefined && this.client.on !== undefined && !this.#isClosed) {
      const connection = withoutResubscribing(this.client.duplicate());
      connection.on?.('message', (channel: unknown) => this.#ring(String(channel)));
      connection.on?.('error', (error: unknown) => this.#tell(error));
      connection.on?.('ready', () => {
        this.#failing = false;
      });
      connection.on?.('close', () => this.#ringAll());
      this.#connection = connection;
    }
    return this.#connection;
  }

  #ring(channel: string): void {
    for (const ring of [...(this.#listeners.get(channel) ?? [])]) ring();
  }

  #ringAll(): void {
    for (const channel of [...this.#listeners.keys()]) this.#ring(channel);
  }

  /** Once per outage: who waits polls meanwhile. */
  #tell(error: unknown): void {
    if (this.#failing || this.#connection === undefined) return;
    this.#failing = true;
    this.report(storageFailure('listen for the end of loads', error));
  }
}

/**
 * Once a connection is back, ioredis subscribes again by itself, and nobody handles the rejection if the connection is lost
 * before the server has answered: that ends the process. Nobody needs it either, since all who listen are rung when a
 * connection is lost.
 */
function withoutResubscribing(connection: RedisCommands): RedisCommands {
  const { options } = connection as { readonly options?: { autoResubscribe?: boolean } };
  if (options !== undefined) options.autoResubscribe = false;
  return connection;
}
