import type { RedisCommands } from './redis-commands.js';

interface Connected {
  /** The socket of an ioredis client; each connection has another. */
  readonly stream?: { unref?(): unknown } | undefined;
  unref?(): unknown;
}

/** Lets the process end while this connection is open: it waits for what others do, and nobody waits for it. */
export function letProcessEnd(connection: RedisCommands): void {
  const release = () => {
    const { stream } = connection as Connected;
    stream?.unref?.();
    (connection as Connected).unref?.();
  };
  connection.on?.('connect', release);
  // Of a Cluster: each node has its own.
  connection.on?.('+node', (node: RedisCommands | undefined) => {
    if (typeof node?.on === 'function') letProcessEnd(node);
  });
}
