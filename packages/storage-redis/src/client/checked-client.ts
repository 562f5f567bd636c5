import { ConfigurationError } from '@memoir/core';
import type { RedisCommands } from './redis-commands.js';

interface Options {
  readonly scaleReads?: unknown;
  readonly readOnly?: unknown;
  readonly role?: unknown;
}

/**
 * Refuses a client that would read from replicas: they are behind, and so would be what is read after an invalidation.
 *
 * @throws {ConfigurationError}
 */
export function checkedClient(client: RedisCommands): RedisCommands {
  if (typeof client?.callBuffer !== 'function' || typeof client.duplicate !== 'function') {
    throw new ConfigurationError('client is an ioredis client, or what nodeRedis makes of a node-redis client', client);
  }
  const options: Options = (client as { options?: Options }).options ?? {};
  const { scaleReads = 'master', readOnly, role } = options;
  if (scaleReads !== 'master')
    throw new ConfigurationError("client reads from masters: scaleReads 'master'", scaleReads);
  if (readOnly === true) throw new ConfigurationError('client may write: without readOnly');
  if (role === 'slave') throw new ConfigurationError("client is connected to the master: role 'master'", role);
  return client;
}
