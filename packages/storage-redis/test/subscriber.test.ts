import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import type { RedisCommands } from '../src/index.js';
import { Subscriber } from '../src/lease/subscriber.js';
import { ServerForTests } from './support/server-for-tests.js';

const at = new ServerForTests();
const unhandled: unknown[] = [];
const note = (error: unknown) => void unhandled.push(error);

beforeEach(() => {
  process.on('unhandledRejection', note);
});
afterEach(() => {
  process.off('unhandledRejection', note);
});

const next = (redis: Redis, event: string) => new Promise<void>((resolve) => redis.once(event, () => resolve()));

it('leaves no failed command unhandled when its connection is lost again as soon as it is back', async () => {
  const client = new Redis(at.server.url, { maxRetriesPerRequest: 0, retryStrategy: () => 1 });
  const connections: Redis[] = [];
  const duplicate = () => {
    connections.push(client.duplicate());
    return connections.at(-1) as unknown as RedisCommands;
  };
  const subscriber = new Subscriber({ on: () => undefined, duplicate } as unknown as RedisCommands, () => undefined);
  expect(await subscriber.listen('a channel', () => undefined)).toBe(true);
  const [connection] = connections as [Redis];

  const isBack = next(connection, 'ready');
  connection.stream.destroy();
  await isBack;
  const isLost = next(connection, 'close');
  connection.stream.destroy();
  await isLost;
  await next(connection, 'ready');

  expect(unhandled).toEqual([]);
  subscriber.close();
  client.disconnect();
});
