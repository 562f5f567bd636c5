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
const CALLERS = 64;

const load = async (key) => ({ id: key, name: 'Ada Lovelace', team: 'red', bio: 'x'.repeat(700) });

const ascending = (a, b) => a - b;
const quantile = (values, q) => [...values].sort(ascending)[Math.round((values.length - 1) * q)];
const quartiles = (values) => `${quantile(values, 0.25).toFixed(2)} to ${quantile(values, 0.75).toFixed(2)}`;

/** @returns microseconds per answer, and of the processor's time */
async function perAnswer(work) {
  const begin = performance.now();
  const cpu = process.cpuUsage();
  const answers = await work(() => performance.now() - begin < ROUND_MILLISECONDS);
  const { user, system } = process.cpuUsage(cpu);
  return { time: ((performance.now() - begin) * 1_000) / answers, cpu: (user + system) / answers };
}

/** One caller who awaits each answer. */
const near = ({ read }) =>
  perAnswer(async (isTimeLeft) => {
    let answers = 0;
    for (; isTimeLeft(); answers += KEYS.length) {
      for (let n = 0; n < KEYS.length; n++) await read(KEYS[n]);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return answers;
  });

/** Many callers, each asking again once it is answered. */
const far = ({ read }) =>
  perAnswer(async (isTimeLeft) => {
    let answers = 0;
    const caller = async (first) => {
      for (let n = first; isTimeLeft(); n += 7) {
        await read(KEYS[n % KEYS.length]);
        answers++;
      }
    };
    await Promise.all(Array.from({ length: CALLERS }, (_, n) => caller(n * 37)));
    return answers;
  });

/** @returns per candidate the ratios of its figures to the floor's, and the floor's time */
async function compare(all, floor, measure) {
  const names = Object.keys(all).filter((name) => name !== floor);
  const ratios = Object.fromEntries(names.map((name) => [name, { time: [], cpu: [] }]));
  const floors = [];
  for (let round = -3; round < ROUNDS; round++) {
    for (const name of names) {
      const before = await measure(all[floor]);
      const own = await measure(all[name]);
      const after = await measure(all[floor]);
      if (round < 0) continue;
      floors.push((before.time + after.time) / 2);
      for (const kind of ['time', 'cpu']) ratios[name][kind].push((2 * own[kind]) / (before[kind] + after[kind]));
    }
  }
  return { ratios, floor: quantile(floors, 0.5) };
}

async function nearHits(all) {
  const { ratios, floor } = await compare(all, 'memoir in memory', near);
  console.log(`\nNear hits: speed relative to memoir in memory, with tags (${(floor * 1_000).toFixed(0)} ns a hit)`);
  const table = {};
  for (const [name, { time, cpu }] of Object.entries(ratios)) {
    const speeds = time.map((ratio) => 1 / ratio);
    table[name] = { speed: quantile(speeds, 0.5).toFixed(2), quartiles: quartiles(speeds) };
    table[name]['per CPU second'] = (1 / quantile(cpu, 0.5)).toFixed(2);
    if (name === 'memoir in tiers') table[name]['at least 0.85'] = quantile(speeds, 0.5) >= 0.85 ? 'yes' : 'NO';
  }
  console.table(table);
}

async function nearMisses(all) {
  const { ratios, floor } = await compare(all, 'memoir in Redis', far);
  console.log(
    `\nNear misses that hit Redis, ${CALLERS} at a time: time relative to Redis alone (${floor.toFixed(1)} µs)`,
  );
  const table = {};
  for (const [name, { time, cpu }] of Object.entries(ratios)) {
    table[name] = { time: quantile(time, 0.5).toFixed(2), quartiles: quartiles(time) };
    table[name]['CPU time'] = quantile(cpu, 0.5).toFixed(2);
    table[name]['at most 1.2'] = quantile(time, 0.5) <= 1.2 ? 'yes' : 'NO';
  }
  console.table(table);
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
  if (ONLY !== 'near') await nearMisses(await openAll(farReaders));
  if (ONLY === undefined) await propagation(server.url);
} finally {
  for (const { close } of opened) await close();
  await server.stop();
}
