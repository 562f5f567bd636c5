// What it costs that an invalidation waits until every process has dropped what it had: how long one takes beside one that
// waits for Redis alone, with three other processes; many at a time; and a hit in a near tier that looks at the time.
//
//   npx tsc -b && node benchmarks/nodes.mjs [invalidations, default 1000]
//
// The two take turns.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism, cpus } from 'node:os';
import { setInterval, setTimeout } from 'node:timers';
import { fileURLToPath } from 'node:url';
import { TieredStorage } from '@memoir/core';
import { RedisServer } from '@memoir/redis-test-server';
import { JsonSerde } from '@memoir/serde-json';
import { MemoryStorage } from '@memoir/storage-memory';
import { RedisStorage } from '@memoir/storage-redis';
import { memoize } from 'memoir';

const OTHERS = 3;
const AT_A_TIME = 64;
const ROUNDS = 40;
const HITS = 20_000;
const MAX_STALENESS = 2_000;

function open(url, consistency, namespace = 'users') {
  const far = new RedisStorage({ url, serde: new JsonSerde() });
  const storage = new TieredStorage(new MemoryStorage(), far, { consistency, maxStaleness: MAX_STALENESS });
  const read = memoize(async (id) => ({ id }), { namespace, storage, expireAfter: '1h' });
  return { read, close: () => storage.close() };
}

const quantile = (values, q) => [...values].sort((a, b) => a - b)[Math.round((values.length - 1) * q)];
const milliseconds = (values, q) => `${quantile(values, q).toFixed(2)} ms`;

async function timed(work) {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

async function invalidations(both, count) {
  const spans = { far: [], nodes: [] };
  for (let n = -50; n < count; n++) {
    for (const kind of ['far', 'nodes']) {
      const span = await timed(() => both[kind].read.invalidate(`user-${n % 100}`));
      if (n >= 0) spans[kind].push(span);
    }
  }
  const many = { far: [], nodes: [] };
  for (let round = -3; round < ROUNDS; round++) {
    for (const kind of ['far', 'nodes']) {
      const keys = Array.from({ length: AT_A_TIME }, (_, n) => `user-${n}`);
      const span = await timed(() => Promise.all(keys.map((key) => both[kind].read.invalidate(key))));
      if (round >= 0) many[kind].push(span);
    }
  }
  for (const kind of ['far', 'nodes']) {
    console.log(
      `${kind.padEnd(6)} median ${milliseconds(spans[kind], 0.5)}, p99 ${milliseconds(spans[kind], 0.99)};`,
      `${AT_A_TIME} at a time, all of them: median ${milliseconds(many[kind], 0.5)}`,
    );
  }
}

async function hits(both) {
  const perHit = { far: [], nodes: [] };
  for (const { read } of Object.values(both)) {
    for (let hit; hit === undefined || hit !== read('ada'); await hit) hit = read('ada');
  }
  for (let round = -3; round < ROUNDS; round++) {
    for (const kind of ['far', 'nodes']) {
      const { read } = both[kind];
      const span = await timed(async () => {
        for (let n = 0; n < HITS; n++) await read('ada');
      });
      if (round >= 0) perHit[kind].push((span * 1e6) / HITS);
    }
  }
  const [far, nodes] = [quantile(perHit.far, 0.5), quantile(perHit.nodes, 0.5)];
  console.log(`a near hit: far ${far.toFixed(0)} ns, nodes ${nodes.toFixed(0)} ns`);
}

if (process.send) {
  const { read } = open(process.argv[2], 'nodes');
  await read('ada');
  // A process at work: it is not idle, and not busy either.
  setInterval(() => read('ada'), 20);
  process.send('ready');
} else {
  const server = await RedisServer.start();
  const others = Array.from({ length: OTHERS }, () => fork(fileURLToPath(import.meta.url), [server.url]));
  const both = { far: open(server.url, 'far'), nodes: open(server.url, 'nodes') };
  try {
    await Promise.all(others.map((other) => once(other, 'message')));
    for (const { read } of Object.values(both)) await read('ada');
    // A list of readers that has just been begun is doubted for as long as anybody relies on a near tier.
    await new Promise((resolve) => setTimeout(resolve, MAX_STALENESS * 1.2));
    console.log(
      `Node ${process.version}, ${availableParallelism()} cores of ${cpus()[0]?.model}, ${OTHERS} other processes`,
    );
    await invalidations(both, Number(process.argv[2] ?? 1_000));
    await hits(both);
  } finally {
    for (const other of others) other.kill();
    for (const { close } of Object.values(both)) await close();
    await server.stop();
  }
}
