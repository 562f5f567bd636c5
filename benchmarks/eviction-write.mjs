/**
 * What a strategy costs: storing a new key where that drives out another one, telling of a hit, and heap.
 *
 *     npm run build && node benchmarks/eviction-write.mjs [entries] [rounds]
 *
 * A write is markWritten, nextToRelease and markReleased; in the second column a Map is written to and deleted from as
 * well, as by a storage. The yardstick is `set` of lru-cache, which is both. Each subject runs in a process of its own;
 * rounds are interleaved, ratios are medians of the paired ratios. Writes are measured in processor time, because that
 * differs less when other processes run.
 */
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { LRUCache } from 'lru-cache';
import { STRATEGIES } from './eviction-strategies.mjs';

const YARDSTICK = 'lru-cache';
const MAP = 'a Map alone';
/** As the line makes them, more or less. */
class Entry {
  constructor(value) {
    this.value = value;
    this.createdAt = 0;
    this.staleAt = 1;
    this.expiresAt = 2;
    this.keepUntil = 3;
    this.strategySlot = undefined;
  }
}

const [, , first = '1000000', second = '5', subject] = process.argv;
const entries = Number(first);

if (subject) console.log(JSON.stringify(measureSubject(subject)));
else report(Number(second));

function report(rounds) {
  const { model } = cpus()[0];
  console.log(`${entries} entries, ${rounds} rounds, Node ${process.version}, ${cpus().length} x ${model}`);
  const names = [YARDSTICK, MAP, ...Object.keys(STRATEGIES)];
  const runs = Array.from({ length: rounds }, () => Object.fromEntries(names.map((name) => [name, runApart(name)])));
  const medianOf = (name, figure) => median(runs.map((run) => run[name][figure]));
  const ratioOf = (name, figure) => median(runs.map((run) => run[YARDSTICK].write / run[name][figure]));
  console.table(
    Object.fromEntries(
      names.map((name) => [
        name,
        {
          'write ns': Math.round(medianOf(name, 'write')),
          'of lru-cache': ratioOf(name, 'write').toFixed(2),
          'with a Map ns': Math.round(medianOf(name, 'writeWithMap')),
          'of it': ratioOf(name, 'writeWithMap').toFixed(2),
          'hit ns, any key': medianOf(name, 'read').toFixed(1),
          'hit ns, 1000 keys': medianOf(name, 'readFew').toFixed(1),
          'loop alone ns': medianOf(name, 'loop').toFixed(1),
          'bytes per entry': Math.round(medianOf(name, 'heap')),
        },
      ]),
    ),
  );
}

function runApart(name) {
  const path = fileURLToPath(import.meta.url);
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--expose-gc', path, first, '1', name], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

function measureSubject(name) {
  if (name === YARDSTICK) return measureYardstick();
  return name === MAP ? measureMap() : measure(name);
}

function measure(name) {
  const create = (capacity) => {
    const strategy = new STRATEGIES[name]({ capacity });
    return { strategy, write: (key, entry) => writeTo(strategy, key, entry) };
  };
  const createWithMap = (capacity) => {
    const strategy = new STRATEGIES[name]({ capacity });
    const map = new Map();
    return { write: (key, entry) => writeToBoth(strategy, map, key, entry) };
  };
  warmUp(create);
  const { keys, made } = material(entries);
  const before = heap();
  const { strategy, write } = create(entries);
  const writeTime = timeWrites(write, keys, made);
  const kept = heap() - before;
  const held = new Set(strategy.tracked());
  const numbers = keys.map((_, n) => n).filter((n) => held.has(keys[n]));
  const reads = timeReads((key, entry) => strategy.markRead(key, entry), keys, made, numbers);
  warmUp(createWithMap);
  const again = material(entries);
  const writeWithMap = timeWrites(createWithMap(entries).write, again.keys, again.made);
  return { write: writeTime, writeWithMap, heap: kept / entries, ...reads };
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

function measureYardstick() {
  const create = (max) => {
    const cache = new LRUCache({ max });
    return { cache, write: (key, entry) => void cache.set(key, entry) };
  };
  warmUp(create);
  const { keys, made } = material(entries);
  const before = heap();
  const { cache, write } = create(entries);
  const writeTime = timeWrites(write, keys, made);
  const kept = heap() - before;
  const numbers = keys.map((_, n) => n).filter((n) => cache.has(keys[n]));
  const reads = timeReads((key) => cache.get(key), keys, made, numbers);
  return { write: writeTime, writeWithMap: writeTime, heap: kept / entries, ...reads };
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
  return { write: writeTime, writeWithMap: writeTime, heap: kept / entries, ...reads };
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
