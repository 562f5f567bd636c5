// Memory in front of Redis: a hit in the near tier beside a hit in memory alone, a near miss that hits Redis beside a hit
// in Redis alone, peers with two tiers, and how soon three other processes see an invalidation.
//
//   npx tsc -b && node benchmarks/tiers.mjs [rounds, default 15]
//
// Candidates take turns with their floor within one run: a round is floor, candidate, floor; its ratio is to the mean of
// the two, and a figure is the median of the ratios with its quartiles. Everything of memoir's carries a tag, of which
// others have been invalidated.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { RedisServer } from '@memoir/redis-test-server';
import { farReaders, nearReaders } from './tiers-peers.mjs';

const ROUNDS = Number(process.argv[2] ?? 15);
const ONLY = process.argv[3];
const ROUND_MILLISECONDS = 60;
const KEYS = Array.from({ length: 1_000 }, (_, n) => `user-${n}`);
const INVALIDATIONS = 1_000;

const load = async (key) => ({ id: key, name: 'Ada Lovelace', team: 'red', bio: 'x'.repeat(700) });

const ascending = (a, b) => a - b;
const quantile = (values, q) => [...values].sort(ascending)[Math.round((values.length - 1) * q)];
const quartiles = (values) => `${quantile(values, 0.25).toFixed(2)} to ${quantile(values, 0.75).toFixed(2)}`;

/** @returns microseconds per awaited answer of one caller */
async function nearTime({ read }) {
  const begin = performance.now();
  let answers = 0;
  while (performance.now() - begin < ROUND_MILLISECONDS) {
    for (let n = 0; n < KEYS.length; n++) await read(KEYS[n]);
    answers += KEYS.length;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return ((performance.now() - begin) * 1_000) / answers;
}

/** @returns microseconds per answer, many callers at a time */
async function farTime({ read }, callers) {
  const begin = performance.now();
  let answers = 0;
  const caller = async (first) => {
    for (let n = first; performance.now() - begin < ROUND_MILLISECONDS; n += 7) {
      await read(KEYS[n % KEYS.length]);
      answers++;
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, n) => caller(n * 37)));
  return ((performance.now() - begin) * 1_000) / answers;
}

/** @returns per candidate the ratios of its time to the floor's, and the floor's time */
async function compare(all, floor, time) {
  const names = Object.keys(all).filter((name) => name !== floor);
  const ratios = Object.fromEntries(names.map((name) => [name, []]));
  const floors = [];
  for (let round = -3; round < ROUNDS; round++) {
    for (const name of names) {
      const before = await time(all[floor]);
      const own = await time(all[name]);
      const after = await time(all[floor]);
      if (round < 0) continue;
      floors.push((before + after) / 2);
      ratios[name].push((2 * own) / (before + after));
    }
  }
  return { ratios, floor: quantile(floors, 0.5) };
}

async function nearHits(all) {
  const { ratios, floor } = await compare(all, 'memoir in memory', nearTime);
  console.log(`\nNear hits: speed relative to memoir in memory, with tags (${(floor * 1_000).toFixed(0)} ns a hit)`);
  console.table(
    Object.fromEntries(
      Object.entries(ratios).map(([name, times]) => {
        const speeds = times.map((ratio) => 1 / ratio);
        const speed = quantile(speeds, 0.5);
        const budget = name === 'memoir in tiers' ? { 'at least 0.85': speed >= 0.85 ? 'yes' : 'NO' } : {};
        return [name, { speed: speed.toFixed(2), quartiles: quartiles(speeds), ...budget }];
      }),
    ),
  );
}

async function nearMisses(all, callers) {
  const { ratios, floor } = await compare(all, 'memoir in Redis', (one) => farTime(one, callers));
  console.log(
    `\nNear misses that hit Redis, ${callers} at a time: time relative to Redis alone (${floor.toFixed(1)} µs)`,
  );
  console.table(
    Object.fromEntries(
      Object.entries(ratios).map(([name, times]) => {
        const time = quantile(times, 0.5);
        return [
          name,
          { time: time.toFixed(2), quartiles: quartiles(times), 'at most 1.2': time <= 1.2 ? 'yes' : 'NO' },
        ];
      }),
    ),
  );
}

/** Each of the others looks at its near tier in every turn of its event loop, and says when the old value is gone. */
async function propagation(url) {
  const others = Array.from({ length: 3 }, () =>
    fork(fileURLToPath(new URL('./tiers-process.mjs', import.meta.url)), [url]),
  );
  const { open } = await import('./tiers-process.mjs');
  const { read, close, set } = await open(url);
  try {
    await Promise.all(others.map((other) => once(other, 'message'))); // ready
    const delays = [];
    for (let version = 1; version <= INVALIDATIONS; version++) {
      await set(version - 1);
      await read('ada');
      const watching = others.map((other) => once(other, 'message'));
      for (const other of others) other.send(version - 1);
      await Promise.all(watching); // they hold the old value
      const seen = others.map((other) => once(other, 'message').then(([at]) => at));
      await set(version);
      await read.invalidate('ada');
      const confirmed = performance.timeOrigin + performance.now();
      for (const at of await Promise.all(seen)) delays.push(Math.max(0, at - confirmed));
    }
    const figures = [0.5, 0.99, 1].map((q) => `${quantile(delays, q).toFixed(2)} ms`);
    console.log(`\n${INVALIDATIONS} invalidations, seen by three other processes after they were confirmed:`);
    console.log(`median ${figures[0]}, p99 ${figures[1]}, largest ${figures[2]}`);
  } finally {
    for (const other of others) other.kill();
    await close();
  }
}

const server = await RedisServer.start();
const opened = [];
async function openAll(readers) {
  const all = {};
  for (const [name, open] of Object.entries(readers)) {
    all[name] = await open(server.url, load);
    opened.push(all[name]);
    for (const key of KEYS) await all[name].read(key);
    const { id } = await all[name].read(KEYS[7]);
    if (id !== KEYS[7]) throw new Error(`${name} answers something else`);
  }
  return all;
}
try {
  console.log(
    `Node ${process.version}, ${ROUNDS} rounds, objects of ${JSON.stringify(await load('user-7')).length} bytes`,
  );
  if (ONLY !== 'far') await nearHits(await openAll(nearReaders));
  if (ONLY !== 'near') await nearMisses(await openAll(farReaders), 64);
  if (ONLY === undefined) await propagation(server.url);
} finally {
  for (const { close } of opened) await close();
  await server.stop();
}
