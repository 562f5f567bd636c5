// What a hit in a MemoryStorage costs next to `map.get(key)`, called directly and awaited in an async function, over
// 10,000 entries in random order. Every figure comes from a process of its own: `node benchmarks/memory-storage.mjs`.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@memoir/core';
import { MemoryStorage } from '@memoir/storage-memory';

const ENTRIES = 10_000;
const READS = 1 << 17;
const ROUNDS = 60;
const FLOOR = 'Map';
const KEYS = Array.from({ length: ENTRIES }, (_, at) => `key ${at}`);

/** Each answers a way to read one of the keys. */
const SUBJECTS = {
  [FLOOR]: () => {
    const map = new Map(KEYS.map((key) => [key, entryOf(key)]));
    return (key) => map.get(key);
  },
  'no bound': () => reading(new MemoryStorage()),
  'no bound, a tag each': () => reading(new MemoryStorage(), ['tag']),
  'the same, others invalidated': async () => {
    const storage = new MemoryStorage();
    const read = reading(storage, ['tag'], ['other']);
    await storage.invalidateTags(['other']);
    return read;
  },
  maxEntries: () => reading(new MemoryStorage({ maxEntries: 2 * ENTRIES })),
  maxBytes: () => reading(new MemoryStorage({ maxBytes: '1G' })),
};

function reading(storage, tags = [], tagsOfAnother = []) {
  const keyspace = storage.keyspace('users', { clock: systemClock, report() {}, removed() {} });
  for (const key of KEYS) keyspace.offer(key, entryOf(key, tags));
  keyspace.offer('another', entryOf('another', tagsOfAnother));
  return (key) => keyspace.get(key);
}

function entryOf(value, tags = []) {
  const never = Number.POSITIVE_INFINITY;
  const instants = { createdAt: 0, staleAt: never, expiresAt: never, keepUntil: never };
  return { value, ...instants, tags, version: undefined, loadedIn: 0, strategySlot: undefined };
}

async function measure(subject) {
  const read = await SUBJECTS[subject]();
  const order = Uint32Array.from({ length: READS }, () => Math.floor(Math.random() * ENTRIES));
  const answer = async (key) => read(key).value;
  const direct = () => {
    let length = 0;
    for (const at of order) length += read(KEYS[at]).value.length;
    return length;
  };
  const awaited = async () => {
    let length = 0;
    for (const at of order) length += (await answer(KEYS[at])).length;
    return length;
  };
  return { direct: await best(direct), awaited: await best(awaited) };
}

/** The best round is the one that nothing else on the machine has disturbed. */
async function best(run) {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.hrtime.bigint();
    await run();
    least = Math.min(least, Number(process.hrtime.bigint() - start) / READS);
  }
  return least;
}

const [asked] = process.argv.slice(2);
if (asked) {
  console.log(JSON.stringify(await measure(asked)));
} else {
  const ask = (subject) =>
    JSON.parse(execFileSync(process.execPath, [fileURLToPath(import.meta.url), subject], { encoding: 'utf8' }));
  const floor = ask(FLOOR);
  console.log(`ns per hit (ratio to a Map), best of ${ROUNDS} rounds, ${ENTRIES} entries, Node ${process.version}`);
  for (const subject of Object.keys(SUBJECTS)) {
    const figures = subject === FLOOR ? floor : ask(subject);
    const cell = (way) => `${figures[way].toFixed(1)} (${(floor[way] / figures[way]).toFixed(2)})`.padStart(14);
    console.log(subject.padEnd(30), 'direct', cell('direct'), '  awaited', cell('awaited'));
  }
}
