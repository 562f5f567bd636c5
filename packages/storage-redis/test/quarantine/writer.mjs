// A process that writes once, and kills itself at one of the moments at which it waits for something, or never.
import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createMemoizer, standardConfiguration, TieredStorage, tagTarget, withWrite } from '@memoir/core';
import { MemoryStorage } from '@memoir/storage-memory';
import { RedisStorage } from '@memoir/storage-redis';
import { Redis } from 'ioredis';

const { url, prefix, source, diesAt, quarantineFor, maxStaleness } = JSON.parse(process.argv[2]);
const serde = {
  id: 'test',
  serialize: (value) => Buffer.from(JSON.stringify(value)),
  deserialize: (bytes) => JSON.parse(Buffer.from(bytes).toString()),
};
const redis = new Redis(url);
const passed = [];
function moment(name) {
  if (passed.length === diesAt) process.kill(process.pid, 'SIGKILL');
  passed.push(name);
}

/** Its own connections, which follow the log, are of no matter here. */
const client = {
  async callBuffer(command, ...args) {
    moment(`before ${command}`);
    const reply = await redis.callBuffer(command, ...args);
    moment(`after ${command}`);
    return reply;
  },
  duplicate: () => redis.duplicate(),
  disconnect: () => redis.disconnect(),
};
const far = new RedisStorage({ client, serde, prefix });
const storage = new TieredStorage(new MemoryStorage(), far, { maxStaleness });
const { memoize } = createMemoizer(standardConfiguration(storage));
const cached = memoize(async () => undefined, { namespace: 'users' });
const change = async () => {
  moment('before the commit');
  // Time for others to load what is about to be old.
  await sleep(100);
  await redis.incr(source);
  moment('after the commit');
};
// Those that are to be killed at different moments begin together, once all of them are there.
process.send('ready');
process.on('disconnect', () => process.exit(1));
await once(process, 'message');
await withWrite([cached.target('ada'), tagTarget(storage, 'team:red')], change, { quarantineFor });
process.send(passed, () => process.exit(0));
