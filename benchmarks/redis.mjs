// A hit in Redis beside a bare GET, and beside packages that do the same; and the commands that it takes.
//
//   npx tsc -b && node benchmarks/redis.mjs [rounds, default 15] ['candidate|candidate|...']
//
// 1 KB JSON objects, nothing kept in the process, a redis-server of its own on the loopback. Candidates take turns with
// the bare client within one run: a round is bare, candidate, bare, its ratio is to the mean of the two, and a figure is
// the median of the ratios with its quartiles. Throughput: that many callers, each asking again once it is answered.
import { isDeepStrictEqual } from 'node:util';
import { RedisServer } from '@memoir/redis-test-server';
import { Redis } from 'ioredis';
import { readers } from './redis-peers.mjs';

const ROUNDS = Number(process.argv[2] ?? 15);
const ONLY = process.argv[3]?.split('|');
const ROUND_MILLISECONDS = 60;
const KEYS = Array.from({ length: 1_000 }, (_, n) => `user-${n}`);
const FLOOR = 'ioredis GET + JSON.parse';
/** Of the floor's throughput. */
const BUDGETS = { memoir: 0.85, 'memoir, node-redis': 1 };

const load = async (key) => ({
  id: key,
  name: 'Ada Lovelace',
  active: true,
  age: 36,
  tags: ['red', 'blue', 'green'],
  address: { street: '12 Engine Road', city: 'London', geo: { lat: 51.5072, lon: -0.1276 } },
  bio: 'Mathematician, chiefly known for work on a proposed general-purpose computer. '.repeat(9),
  createdAt: '2026-01-01T00:00:00.000Z',
});

const ascending = (a, b) => a - b;
const quantile = (values, q) => [...values].sort(ascending)[Math.round((values.length - 1) * q)];

/** @returns microseconds per answer, and of the processor's time */
async function measure({ read }, callers, milliseconds) {
  const begin = performance.now();
  const cpu = process.cpuUsage();
  let answers = 0;
  const caller = async (first) => {
    for (let n = first; performance.now() - begin < milliseconds; n += 7) {
      await read(KEYS[n % KEYS.length]);
      answers++;
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, n) => caller(n * 37)));
  const { user, system } = process.cpuUsage(cpu);
  return { time: ((performance.now() - begin) * 1_000) / answers, cpu: (user + system) / answers };
}

async function compare(all, callers) {
  const names = Object.keys(all).filter((name) => name !== FLOOR);
  const found = Object.fromEntries(names.map((name) => [name, { time: [], cpu: [] }]));
  const floors = [];
  for (let round = -3; round < ROUNDS; round++) {
    for (const name of names) {
      const before = await measure(all[FLOOR], callers, ROUND_MILLISECONDS);
      const own = await measure(all[name], callers, ROUND_MILLISECONDS);
      const after = await measure(all[FLOOR], callers, ROUND_MILLISECONDS);
      if (round < 0) continue;
      floors.push((before.time + after.time) / 2);
      for (const kind of ['time', 'cpu']) found[name][kind].push((2 * own[kind]) / (before[kind] + after[kind]));
    }
  }
  return { floor: quantile(floors, 0.5), found };
}

async function throughput(all, callers) {
  const { floor, found } = await compare(all, callers);
  console.log(`\n${callers} callers: throughput relative to ${FLOOR} (${Math.round(1e6 / floor)} per second)`);
  const table = {};
  for (const [name, { time, cpu }] of Object.entries(found)) {
    const rates = time.map((ratio) => 1 / ratio);
    table[name] = {
      throughput: quantile(rates, 0.5).toFixed(2),
      ...quartiles(rates),
      'per CPU second': (1 / quantile(cpu, 0.5)).toFixed(2),
    };
    const budget = BUDGETS[name];
    if (budget) table[name].budget = `${quantile(rates, 0.5) >= budget ? 'met' : 'MISSED'}: at least ${budget}`;
  }
  console.table(table);
}

async function latency(all) {
  const { floor, found } = await compare(all, 1);
  console.log(`\nOne at a time: latency relative to ${FLOOR} (${floor.toFixed(0)} µs)`);
  const table = {};
  for (const [name, { time }] of Object.entries(found)) {
    table[name] = { latency: quantile(time, 0.5).toFixed(2), ...quartiles(time) };
    if (name === 'memoir') table[name].budget = `${quantile(time, 0.5) <= 1.15 ? 'met' : 'MISSED'}: at most 1.15`;
  }
  console.table(table);
}

const quartiles = (values) => ({
  quartiles: `${quantile(values, 0.25).toFixed(2)} to ${quantile(values, 0.75).toFixed(2)}`,
});

/** Commands per call, as the server counts them; those inside of scripts too. */
async function commands(redis, all) {
  const table = {};
  for (const name of ['memoir', 'memoir, node-redis'].filter((name) => name in all)) {
    const { read } = all[name];
    const kinds = {
      '100 hits, one at a time': async () => {
        for (const key of KEYS.slice(0, 100)) await read(key);
      },
      '100 hits at once': () => Promise.all(KEYS.slice(0, 100).map((key) => read(key))),
      '100 misses, one at a time': async () => {
        for (const key of KEYS.slice(0, 100)) await read(`one-${key}`);
      },
      '100 misses at once': () => Promise.all(KEYS.slice(0, 100).map((key) => read(`many-${key}`))),
    };
    for (const [kind, work] of Object.entries(kinds)) {
      await redis.config('RESETSTAT');
      await work();
      const stats = await redis.info('commandstats');
      const counts = [...stats.matchAll(/cmdstat_([a-z|]+):calls=(\d+)/g)].filter(
        ([, command]) => !/info|config/.test(command),
      );
      table[`${name}: ${kind}`] = Object.fromEntries(counts.map(([, command, calls]) => [command, Number(calls)]));
    }
  }
  console.log('\nCommands (evalsha: one script; get, getrange, set, publish, del: also from inside of scripts)');
  console.table(table);
}

const server = await RedisServer.start();
const redis = new Redis(server.url);
const all = {};
try {
  for (const [name, open] of Object.entries(readers)) {
    if (ONLY && name !== FLOOR && !ONLY.includes(name)) continue;
    all[name] = await open(server.url, load);
    const { read } = all[name];
    for (let n = 0; n < KEYS.length; n += 50) await Promise.all(KEYS.slice(n, n + 50).map((key) => read(key)));
    const [again, expected] = await Promise.all([read(KEYS[3]), load(KEYS[3])]);
    if (!isDeepStrictEqual(again, expected)) throw new Error(`${name} answers something else`);
  }
  console.log(
    `Node ${process.version}, ${ROUNDS} rounds, objects of ${JSON.stringify(await load('user-7')).length} bytes`,
  );
  await throughput(all, 64);
  await throughput(all, 256);
  await latency(all);
  await commands(redis, all);
} finally {
  for (const { close } of Object.values(all)) await close();
  redis.disconnect();
  await server.stop();
}
