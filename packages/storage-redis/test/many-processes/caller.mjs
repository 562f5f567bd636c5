// One of several processes that call the same function; told what to call, tells what came of it.
import { Buffer } from 'node:buffer';
import { setTimeout as sleep } from 'node:timers/promises';
import { createMemoizer, standardConfiguration } from '@memoir/core';
import { RedisStorage } from '@memoir/storage-redis';

const { url, leaseFor } = JSON.parse(process.argv[2]);
const serde = {
  id: 'json',
  serialize: (value) => Buffer.from(JSON.stringify(value)),
  deserialize: (bytes) => JSON.parse(Buffer.from(bytes).toString()),
};
const storage = new RedisStorage({ url, serde, leaseFor });
const { memoize } = createMemoizer(standardConfiguration(storage));
const load = memoize(
  async (key, takes) => {
    const begin = performance.now();
    process.send({ kind: 'loading', key });
    await sleep(takes);
    process.send({ kind: 'loaded', key, took: performance.now() - begin });
    return `by ${process.pid}`;
  },
  { namespace: 'users' },
);

async function timed(key, takes) {
  const begin = performance.now();
  const value = await load(key, takes);
  return { value, waited: performance.now() - begin };
}

process.on('message', async ({ key, takes, callers }) => {
  if (key === undefined) {
    await load.close();
    await storage.close();
    process.disconnect();
    return;
  }
  const answers = await Promise.all(Array.from({ length: callers }, () => timed(key, takes)));
  const longest = Math.max(...answers.map(({ waited }) => waited));
  process.send({ kind: 'answered', key, values: [...new Set(answers.map(({ value }) => value))], longest });
});
