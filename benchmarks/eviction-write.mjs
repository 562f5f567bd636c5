/**
 * What a strategy costs: storing a new key where that drives out another one, telling of a hit, and heap.
 *
 *     npm run build && node benchmarks/eviction-write.mjs [entries] [rounds] [subject ...]
 *
 * A write is markWritten, nextToRelease and markReleased; in the second column a Map is written to and deleted from as
 * well; in the third it is what a memoized function does when a load has answered: a `MemoryStorage` is offered the entry,
 * and the strategy is told of it at the desk that keeps both in step. The yardstick is `set` of lru-cache with `max`, of
 * values without a time to live. Every figure of a write comes from a process of its own; rounds are interleaved, ratios
 * are medians of the paired ratios. Writes are measured in processor time, because that differs less when other
 * processes run.
 */
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@memoir/core';
import { MemoryStorage } from '@memoir/storage-memory';
import { LRUCache } from 'lru-cache';
import { EvictionDesk } from '../packages/core/dist/eviction/eviction-desk.js';
import { STRATEGIES } from './eviction-strategies.mjs';

const YARDSTICK = 'lru-cache';
const MAP = 'a Map alone';
const BOUNDED = 'maxEntries';
const ALONE = 'alone';
const WITH_MAP = 'with a Map';
const WITH_STORAGE = 'with a MemoryStorage';
/** How a new key is written to a strategy of a capacity; each answers that, and the strategy. */
const WAYS = {
  [ALONE]: (strategy) => (key, entry) => writeTo(strategy, key, entry),
  [WITH_MAP]: (strategy) => {
    const map = new Map();
    return (key, entry) => writeToBoth(strategy, map, key, entry);
  },
  [WITH_STORAGE]: (strategy) => {
    const keyspace = new MemoryStorage().keyspace('benchmark', contextOf());
    const desk = new EvictionDesk(strategy, keyspace, () => {}, fail);
    return (key, entry) => writeToStorage(desk, keyspace, key, entry);
  },
};
const NO_TAGS = [];
/** As the line makes them, more or less. */
class Entry {
  constructor(value) {
    this.value = value;
    this.createdAt = 0;
    this.staleAt = 1;
    this.expiresAt = 2;
    this.keepUntil = Number.POSITIVE_INFINITY;
    this.tags = NO_TAGS;
    this.strategySlot = undefined;
  }
}

const [, , first = '1000000', second = '5', ...rest] = process.argv;
const entries = Number(first);

if (second === 'apart') console.log(JSON.stringify(measureSubject(...rest)));
else report(Number(second), rest.length > 0 ? rest : [MAP, BOUNDED, ...Object.keys(STRATEGIES)]);

function report(rounds, subjects) {
  const { model } = cpus()[0];
  console.log(`${entries} entries, ${rounds} rounds, Node ${process.version}, ${cpus().length} x ${model}`);
  const names = [YARDSTICK, ...subjects];
  const runs = Array.from({ length: rounds }, () => Object.fromEntries(names.map((name) => [name, runSubject(name)])));
  const figuresOf = (name, way) => {
    const of = (run) => run[name][way]?.write ?? Number.NaN;
    const ratio = median(runs.map((run) => run[YARDSTICK][ALONE].write / of(run)));
    return Number.isNaN(ratio) ? '' : `${Math.round(median(runs.map(of)))} ns, ${ratio.toFixed(2)}`;
  };
  const medianOf = (name, figure) => median(runs.map((run) => run[name][ALONE][figure]));
  console.table(
    Object.fromEntries(
      names.map((name) => [
        name,
        {
          'write, of lru-cache': figuresOf(name, ALONE),
          [WITH_MAP]: figuresOf(name, WITH_MAP),
          [WITH_STORAGE]: figuresOf(name, WITH_STORAGE),
          'hit ns, any key': medianOf(name, 'read').toFixed(1),
          'hit ns, 1000 keys': medianOf(name, 'readFew').toFixed(1),
          'loop alone ns': medianOf(name, 'loop').toFixed(1),
          'bytes per entry': Math.round(medianOf(name, 'heap')),
        },
      ]),
    ),
  );
}

function runSubject(name) {
  const ways = name in STRATEGIES ? Object.keys(WAYS) : [ALONE];
  return Object.fromEntries(ways.map((way) => [way, runApart(name, way)]));
}

function runApart(name, way) {
  const path = fileURLToPath(import.meta.url);
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--expose-gc', path, first, 'apart', name, way], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

function measureSubject(name, way) {
  if (name === YARDSTICK) return measureYardstick();
  if (name === MAP) return measureMap();
  return name === BOUNDED ? measureBounded() : measure(name, way);
}

function measure(name, way) {
  const create = (capacity) => {
    const strategy = new STRATEGIES[name]({ capacity });
    return { strategy, write: WAYS[way](strategy) };
  };
  warmUp(create);
  const { keys, made } = material(entries);
  const before = heap();
  const { strategy, write } = create(entries);
  const writeTime = timeWrites(write, keys, made);
  if (way !== ALONE) return { write: writeTime };
  const kept = heap() - before;
  const held = new Set(strategy.tracked());
  const numbers = keys.map((_, n) => n).filter((n) => held.has(keys[n]));
  const reads = timeReads((key, entry) => strategy.markRead(key, entry), keys, made, numbers);
  return { write: writeTime, heap: kept / entries, ...reads };
}

function writeTo(strategy, key, entry) {
  strategy.markWritten(key, entry, true); // as the line tells, which sees that the storage has become larger
  for (let cold = strategy.nextToRelease(); cold !== undefined; cold = strategy.nextToRelease()) {
    strategy.markReleased(cold);
  }
}

function writeToBoth(strategy, map, key, entry) {
  map.set(key, entry);
  strategy.markWritten(key, entry, true); // as the line tells, which sees that the storage has become larger
  for (let cold = strategy.nextToRelease(); cold !== undefined; cold = strategy.nextToRelease()) {
    strategy.markReleased(cold);
    map.delete(cold);
  }
}

function writeToStorage(desk, keyspace, key, entry) {
  const held = keyspace.size;
  keyspace.offer(key, entry);
  desk.markWritten(key, entry, keyspace.size === held + 1);
}

function contextOf() {
  return { clock: systemClock, report: fail, removed() {}, private: true };
}

function fail(error) {
  throw error;
}

/** A storage that bounds itself, as it is by default: what was used longest ago goes. */
function measureBounded() {
  const create = (maxEntries) => {
    const keyspace = new MemoryStorage({ maxEntries }).keyspace('benchmark', contextOf());
    return { cache: keyspace, write: (key, entry) => void keyspace.offer(key, entry) };
  };
  return measureCache(create, (cache, key) => cache.peek(key) !== undefined);
}

function measureYardstick() {
  const create = (max) => {
    const cache = new LRUCache({ max });
    return { cache, write: (key, entry) => void cache.set(key, entry) };
  };
  return measureCache(create, (cache, key) => cache.has(key));
}

function measureCache(create, has) {
  warmUp(create);
  const { keys, made } = material(entries);
  const before = heap();
  const { cache, write } = create(entries);
  const writeTime = timeWrites(write, keys, made);
  const kept = heap() - before;
  const numbers = keys.map((_, n) => n).filter((n) => has(cache, keys[n]));
  const reads = timeReads((key) => cache.get(key), keys, made, numbers);
  return { write: writeTime, heap: kept / entries, ...reads };
}

/** What the storage's share is of a write with a Map: it deletes what was written as many writes before as it holds. */
function measureMap() {
  const create = (capacity) => {
    const map = new Map();
    const written = new Array(capacity);
    let at = 0;
    const write = (key, entry) => {
      map.set(key, entry);
      if (written[at] !== undefined) map.delete(written[at]);
      written[at] = key;
      at = (at + 1) % capacity;
    };
    return { map, write };
  };
  warmUp(create);
  const { keys, made } = material(entries);
  const before = heap();
  const { map, write } = create(entries);
  const writeTime = timeWrites(write, keys, made);
  const kept = heap() - before;
  const numbers = keys.map((_, n) => n).filter((n) => map.has(keys[n]));
  const reads = timeReads((key) => map.get(key), keys, made, numbers);
  return { write: writeTime, heap: kept / entries, ...reads };
}

/** Twice as many keys as entries, so that the later ones drive out others. */
function material(count) {
  const keys = Array.from({ length: count * 2 }, (_, n) => `user:${n}:profile`);
  // To look at its characters flattens a string that was put together; what comes with a request is flat.
  const made = keys.map((key) => new Entry(key.charCodeAt(0)));
  return { keys, made };
}

function warmUp(create) {
  const { keys, made } = material(20_000);
  for (let round = 0; round < 5; round++) {
    const { write } = create(5_000);
    for (let n = 0; n < keys.length; n++) write(keys[n], made[n]);
  }
}

/** Processor time of a write, in nanoseconds, from when as many more as half of the entries have driven out others. */
function timeWrites(write, keys, made) {
  const first = Math.round(keys.length * 0.75);
  for (let n = 0; n < first; n++) write(keys[n], made[n]);
  globalThis.gc();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500); // other threads sweep for a while
  const before = process.cpuUsage();
  for (let n = first; n < keys.length; n++) write(keys[n], made[n]);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1_000) / (keys.length - first);
}

function timeReads(read, keys, made, numbers) {
  const tell = (order) => {
    for (let at = 0; at < order.length; at++) read(keys[order[at]], made[order[at]]);
  };
  const loop = (order) => {
    let sum = 0;
    for (let at = 0; at < order.length; at++) sum += keys[order[at]].length + made[order[at]].value;
    return sum;
  };
  const order = anyOf(numbers);
  const few = anyOf(numbers.slice(-1_000));
  return {
    read: best(() => tell(order)) / order.length,
    readFew: best(() => tell(few)) / few.length,
    loop: best(() => loop(order)) / order.length,
  };
}

function anyOf(numbers) {
  return Uint32Array.from({ length: 1 << 19 }, () => numbers[Math.floor(Math.random() * numbers.length)]);
}

/** The shortest of several runs, in nanoseconds. */
function best(run) {
  let shortest = Number.POSITIVE_INFINITY;
  for (let n = 0; n < 9; n++) {
    const before = process.hrtime.bigint();
    run();
    shortest = Math.min(shortest, Number(process.hrtime.bigint() - before));
  }
  return shortest;
}

function heap() {
  for (let n = 0; n < 3; n++) globalThis.gc(); // array buffers are let go of one collection later
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function median(numbers) {
  const sorted = numbers.toSorted((one, other) => one - other);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}
