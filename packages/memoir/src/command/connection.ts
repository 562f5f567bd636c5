import type { InspectedClient } from '@memoir/storage-redis';
import type { Cluster, Redis, RedisOptions } from 'ioredis';
import { UsageError } from './usage-error.js';

const OPTIONS: RedisOptions = {
  lazyConnect: true,
  connectTimeout: 5_000,
  maxRetriesPerRequest: 0,
  // Whoever looks wants to know now, and can ask again.
  retryStrategy: () => null,
};

/** A connection of the command's own, and its end. */
export interface Connection {
  readonly client: InspectedClient;
  /** What may be printed: without user and password. */
  readonly address: string;
  close(): void;
}

/**
 * Connects to the server, and to all masters if it belongs to a Cluster.
 *
 * @throws whatever keeps it from doing so
 */
export async function connect(url: URL): Promise<Connection> {
  const ioredis = await loadIoredis();
  const login = {
    ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
    ...(passwordOf(url) === undefined ? {} : { password: passwordOf(url)! }),
    ...(url.protocol === 'rediss:' ? { tls: {} } : {}),
  };
  const node = { host: url.hostname.replace(/^\[|\]$/g, '') || '127.0.0.1', port: Number(url.port || 6379) };
  const db = Number(url.pathname.slice(1) || 0);
  const address = `${url.protocol}//${url.host || node.host}${db === 0 ? '' : `/${db}`}`;
  const redis: Redis = new ioredis.Redis({ ...OPTIONS, ...node, ...login, db });
  let lastError: unknown;
  redis.on('error', (error) => {
    lastError = error;
  });
  try {
    await redis.connect();
    if (!/cluster_enabled:1/.test(await redis.info('cluster'))) return connection(redis, address);
  } catch (error) {
    redis.disconnect();
    throw lastError ?? error;
  }
  redis.disconnect();
  const cluster: Cluster = new ioredis.Cluster([node], {
    lazyConnect: true,
    clusterRetryStrategy: () => null,
    redisOptions: { ...OPTIONS, ...login },
  });
  cluster.on('error', () => undefined);
  await cluster.connect();
  return connection(cluster, address);
}

/** What must not be printed, whatever an error says. */
export function passwordOf(url: URL): string | undefined {
  const password = url.password === '' ? process.env['REDIS_PASSWORD'] : decodeURIComponent(url.password);
  return password === '' ? undefined : password;
}

function connection(client: Redis | Cluster, address: string): Connection {
  return { client: client as unknown as InspectedClient, address, close: () => client.disconnect() };
}

async function loadIoredis(): Promise<Pick<typeof import('ioredis'), 'Redis' | 'Cluster'>> {
  try {
    return await import('ioredis');
  } catch {
    throw new UsageError('inspect needs ioredis: npm i ioredis');
  }
}
