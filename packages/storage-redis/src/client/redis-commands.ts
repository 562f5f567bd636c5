import type { Buffer } from 'node:buffer';

export type Argument = string | Buffer | number;

/**
 * What this storage needs of a client: an ioredis client is one, be it standalone, Sentinel or Cluster, and `nodeRedis`
 * makes one of a node-redis client.
 */
export interface RedisCommands {
  /** Sends one command. Texts in the reply come as Buffers, integers as numbers. */
  callBuffer(command: string, ...args: Argument[]): Promise<unknown>;
  /** A client of the same server with a connection of its own. */
  duplicate(): RedisCommands;
  disconnect(): void;

  /** True for a client that spreads keys over the nodes of a Cluster. */
  readonly isCluster?: boolean | undefined;
  /**
   * Tells of connections: `close`, `end`, `+node` and `-node` (after each of them the server may be another), `error`,
   * and `message` of a subscribed channel. Without it, whoever waits for another process's load polls.
   */
  on?(event: string, listener: (...args: any[]) => void): unknown;
  off?(event: string, listener: (...args: any[]) => void): unknown;
  subscribe?(channel: string): Promise<unknown>;
  unsubscribe?(channel: string): Promise<unknown>;
}

/** What ioredis has besides: commands that go to one node together. */
export interface Pipelining {
  pipeline(): Pipeline;
}

export interface Pipeline {
  call(command: string, ...args: Argument[]): unknown;
  exec(): Promise<[error: Error | null, reply: unknown][] | null>;
}
