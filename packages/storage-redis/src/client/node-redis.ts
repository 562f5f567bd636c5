import { Buffer } from 'node:buffer';
import { EventEmitter } from 'node:events';
import { ConfigurationError } from '@memoir/core';
import type { Argument, RedisCommands } from './redis-commands.js';

/** The methods of a node-redis client (5 or 6) that are used; one for a Cluster or with Sentinels has the same. */
export interface NodeRedisClient {
  sendCommand(...args: any[]): Promise<unknown>;
  duplicate(...args: any[]): NodeRedisClient;
  connect(): Promise<unknown>;
  destroy(): unknown;
  unref?(): unknown;
  on(event: string, listener: (...args: any[]) => void): unknown;
  off(event: string, listener: (...args: any[]) => void): unknown;
  subscribe(channel: string, listener: (message: string, channel: string) => void): Promise<unknown>;
  unsubscribe(channel: string): Promise<unknown>;
}

/** What each event that a storage listens to is called there. */
const EVENTS: Readonly<Record<string, readonly string[]>> = {
  close: ['reconnecting', 'node-reconnecting', 'topology-change'],
  '-node': ['node-disconnect'],
  '+node': ['node-ready'],
};
/**
 * Texts as Buffers ('$' is their type on the wire), and no abort signal per command: version 6 makes one each, which costs
 * more than the command, and a call has its own budget.
 */
const OPTIONS = { typeMapping: { 36: Buffer }, timeout: 0 };
const SCRIPTS = new Set(['EVAL', 'EVALSHA']);

/**
 * Makes a node-redis client fit for `RedisStorage`. You connect it, listen to its errors and close it.
 *
 *     const client = await createClient({ url }).on('error', log).connect();
 *     new RedisStorage({ client: nodeRedis(client), serde });
 */
export function nodeRedis(client: NodeRedisClient): RedisCommands {
  if (typeof client?.sendCommand !== 'function') {
    throw new ConfigurationError('nodeRedis takes a client of the packages redis or @redis/client', client);
  }
  return new NodeRedisCommands(client);
}

class NodeRedisCommands implements RedisCommands {
  readonly isCluster: boolean;
  readonly #hasSentinels: boolean;
  readonly #messages = new EventEmitter();
  #connecting: Promise<unknown> | undefined;

  /** @param isOurs made by `duplicate`, and to be connected here */
  constructor(
    private readonly client: NodeRedisClient,
    private readonly isOurs = false,
  ) {
    this.isCluster = 'getSlotRandomNode' in client;
    this.#hasSentinels = 'getMasterNode' in client;
  }

  callBuffer(command: string, ...args: Argument[]): Promise<unknown> {
    return this.isOurs ? this.#connect().then(() => this.#send(command, args)) : this.#send(command, args);
  }

  #send(command: string, args: Argument[]): Promise<unknown> {
    const texts: (string | Buffer)[] = [command];
    for (const arg of args) texts.push(typeof arg === 'number' ? String(arg) : arg);
    // Never as "read only": such commands may go to replicas, which may be behind.
    if (this.isCluster) {
      return this.client.sendCommand(keyIn(texts), false, texts, OPTIONS);
    }
    return this.#hasSentinels
      ? this.client.sendCommand(false, texts, OPTIONS)
      : this.client.sendCommand(texts, OPTIONS);
  }

  duplicate(): RedisCommands {
    return new NodeRedisCommands(this.client.duplicate(), true);
  }

  disconnect(): void {
    this.#destroy();
    // What is connecting at this moment would stay connected.
    this.#connecting?.then(this.#destroy, () => undefined);
  }

  readonly #destroy = (): void => {
    try {
      this.client.destroy();
    } catch {
      // It was not connected: nothing to end.
    }
  };

  on(event: string, listener: (...args: any[]) => void): void {
    if (event === 'message') this.#messages.on(event, listener);
    else for (const theirs of EVENTS[event] ?? [event]) this.client.on(theirs, listener);
  }

  off(event: string, listener: (...args: any[]) => void): void {
    if (event === 'message') this.#messages.off(event, listener);
    else for (const theirs of EVENTS[event] ?? [event]) this.client.off(theirs, listener);
  }

  async subscribe(channel: string): Promise<void> {
    await this.#connect();
    await this.client.subscribe(channel, (_message, of) => this.#messages.emit('message', of));
  }

  async unsubscribe(channel: string): Promise<void> {
    await this.client.unsubscribe(channel);
  }

  /** Lets the process end while it is connected. */
  unref(): void {
    this.client.unref?.();
  }

  #connect(): Promise<unknown> {
    this.#connecting ??= this.client.connect().catch((error: unknown) => {
      this.#connecting = undefined;
      throw error;
    });
    return this.#connecting;
  }
}

/** What decides which node of a Cluster a command goes to. */
function keyIn(texts: readonly (string | Buffer)[]): string | Buffer | undefined {
  const [command] = texts;
  if (command === 'XREAD') return texts[texts.length - 2];
  return SCRIPTS.has(String(command)) ? texts[3] : texts[1];
}
