// A process that works until it is killed: it reads, writes, invalidates and quarantines, and closes nothing.
import { Buffer } from 'node:buffer';
import { createMemoizer, standardConfiguration, TieredStorage, tagTarget, withWrite } from '@memoir/core';
import { MemoryStorage } from '@memoir/storage-memory';
import { RedisStorage } from '@memoir/storage-redis';

const { url, prefix } = JSON.parse(process.argv[2]);
const serde = {
  id: 'json',
  serialize: (value) => Buffer.from(JSON.stringify(value)),
  deserialize: (bytes) => JSON.parse(Buffer.from(bytes).toString()),
};
const storage = new TieredStorage(new MemoryStorage(), new RedisStorage({ url, serde, prefix, leaseFor: '1s' }));
const { memoize } = createMemoizer(standardConfiguration(storage));
const load = memoize(async (id) => `${id} ${'x'.repeat(500)}`, {
  namespace: 'users',
  expireAfter: '1m',
  tags: (id) => [`tag of ${id}`],
});
process.on('disconnect', () => process.exit(1));
for (let number = 0; ; number++) {
  const id = `${process.pid}-${number}`;
  await load(id);
  if (number % 3 === 0) await load.invalidate(id);
  if (number % 5 === 0) await load.invalidateTags([`tag of ${id}`]);
  // Most of the time it is in the middle of one.
  const targets = [load.target(id), tagTarget(storage, `tag of ${id}`)];
  await withWrite(targets, () => new Promise((resolve) => setTimeout(resolve, 20)), { quarantineFor: '2s' });
  if (number === 5) process.send('working');
}
