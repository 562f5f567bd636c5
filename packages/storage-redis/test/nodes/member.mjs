// One of several processes with near tiers over one Redis; told what to do, tells what came of it.
import { Buffer } from 'node:buffer';
import { setTimeout as sleep } from 'node:timers/promises';
import { createMemoizer, standardConfiguration, TieredStorage } from '@memoir/core';
import { MemoryStorage } from '@memoir/storage-memory';
import { RedisStorage } from '@memoir/storage-redis';
import { Cluster, Redis } from 'ioredis';

const { way, prefix, maxStaleness, consistency } = JSON.parse(process.argv[2]);
const serde = {
  id: 'json',
  serialize: (value) => Buffer.from(JSON.stringify(value)),
  deserialize: (bytes) => JSON.parse(Buffer.from(bytes).toString()),
};
const connect = () =>
  way.nodes ? new Cluster(way.nodes) : way.sentinels ? new Redis({ ...way.sentinels }) : new Redis(way.url);
const [client, source] = [connect(), connect()];
for (const each of [client, source]) each.on('error', () => undefined);
const far = new RedisStorage({ client, serde, prefix });
const storage = new TieredStorage(new MemoryStorage(), far, { maxStaleness, consistency });
const { memoize } = createMemoizer(standardConfiguration(storage));
const versionOf = memoize(async (key) => Number(await source.get(`${prefix}-source-${key}`)), {
  namespace: 'versions',
  resultTags: (_version, key) => [`tag of ${key}`],
});

/** Milliseconds of a clock that all processes of this machine share. */
const now = () => Number(process.hrtime.bigint()) / 1e6;

async function read(key) {
  const before = versionOf.statistics().hits;
  const begin = now();
  const answer = versionOf(key);
  const isHit = versionOf.statistics().hits > before;
  return { begin, isHit, version: await answer };
}

const tasks = {
  read: ({ key }) => read(key),
  /** Until it is answered by what is near. */
  async becomeNear({ key }) {
    for (;;) {
      const { isHit, version } = await read(key);
      if (isHit) return version;
      await sleep(5);
    }
  },
  async invalidate({ key }) {
    const begin = now();
    await versionOf.invalidate(key);
    const end = now();
    return { begin, end, took: end - begin };
  },
  /** Calls again and again in one turn of the event loop, without letting anything else happen. */
  async callInOneTurn({ key, calls, every }) {
    const answers = [];
    for (let call = 0; call < calls; call++) {
      const begin = now();
      answers.push({ begin, answer: versionOf(key) });
      while (now() - begin < every);
    }
    return Promise.all(answers.map(async ({ begin, answer }) => ({ begin, version: await answer })));
  },
  /** Calls until it is told to stop. */
  async keepCalling({ key }) {
    const reads = [];
    while (!isToStop) {
      reads.push(await read(key));
      await sleep(1);
    }
    return reads;
  },
};

let isToStop = false;
process.on('message', async ({ id, task, ...terms }) => {
  if (task === 'stop') isToStop = true;
  else process.send({ id, result: await tasks[task](terms) });
});
process.on('disconnect', () => process.exit(0));
process.send({ isReady: true });
