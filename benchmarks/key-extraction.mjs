/**
 * What making a key costs, beside `JSON.stringify(args)`: alone, and followed by the look-up in a Map that every call
 * does with it. Each subject has its own compiled loop; rounds are interleaved, ratios are medians of paired ratios.
 *
 *     npm run build && node benchmarks/key-extraction.mjs [rounds] [one kind of arguments]
 */
import { cpus } from 'node:os';
import { ArgumentsKeyExtractor } from '@memoir/core';

const ROUNDS = Number(process.argv[2] ?? 40);
const ONLY = process.argv[3];
const WARM_UP = 10;
const CALLS = 20_000;
const DISTINCT = 1024;

const names = Array.from({ length: DISTINCT }, (_, i) => `user-${i.toString(36)}`);
// A string that was put together is flattened at its first use; the names of a program's requests are flat.
const flat = new Set(names);

/** Arguments by number; objects and arrays are fresh at each call, as they are in a program. */
const SHAPES = {
  'string, number, {n}': (i) => [names[i], i, { page: i }],
  'string, number, {n,n,s}': (i) => [names[i], i, { page: i, size: 20, sort: 'name' }],
  'the same, names unsorted': (i) => [names[i], i, { sort: 'name', page: i, size: 20 }],
  'string, string': (i) => [names[i], 'en'],
  number: (i) => [i],
  'string, number, {{}}': (i) => [names[i], i, { filter: { team: 'red', age: i }, ok: true, page: 1 }],
  'string, [n,n,n]': (i) => [names[i], [i, 2, 3]],
  'string with a quote, {s}': (i) => ['say "yes"', { name: names[i] }],
  'beyond Latin-1, {n}': (i) => ['日本語', { page: i }],
  '12 properties': (i) => [{ a: i, b: 1, c: 2, d: 3, e: 4, f: 5, g: 6, h: 7, k: 8, l: 9, m: 10, n: 11 }],
  'Date in an object': (i) => [names[i], { from: new Date(1_700_000_000_000 + i) }],
};

const METHOD = { name: 'getUser', namespace: 'users' };
const extractor = new ArgumentsKeyExtractor();
const SUBJECTS = {
  stringify: (args) => JSON.stringify(args),
  extract: (args) => extractor.extract(args, undefined, METHOD),
};

/** A loop of its own for each subject, so that no inline cache is shared. */
function compile(body) {
  return new Function(
    'key',
    'map',
    'make',
    'calls',
    `let sum = 0; for (let i = 0; i < calls; i++) ${body}; return sum;`,
  );
}

function measure(body, make) {
  const times = {};
  const runs = {};
  for (const [name, key] of Object.entries(SUBJECTS)) {
    const map = new Map(Array.from({ length: DISTINCT }, (_, i) => [key(make(i)), 1]));
    const loop = compile(body);
    times[name] = [];
    runs[name] = () => loop(key, map, make, CALLS);
  }
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    for (const name of Object.keys(runs)) {
      const start = cpuNanoseconds();
      runs[name]();
      const each = (cpuNanoseconds() - start) / CALLS;
      if (round >= WARM_UP) times[name].push(each);
    }
  }
  const ratios = times.stringify.map((time, round) => time / times.extract[round]);
  return { floor: quantile(times.stringify, 0.5), own: quantile(times.extract, 0.5), ratios };
}

/** Time of the processor, not of the clock: on a shared machine that has others' work in it. */
function cpuNanoseconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1_000;
}

function quantile(numbers, at) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.round((sorted.length - 1) * at)];
}

function row(shape, { floor, own, ratios }) {
  const [low, middle, high] = [0.25, 0.5, 0.75].map((at) => quantile(ratios, at).toFixed(2));
  const spread = `${middle} (${low}-${high})`;
  return `${shape.padEnd(28)}${floor.toFixed(0).padStart(8)}${own.toFixed(0).padStart(8)}   ${spread}`;
}

console.log(
  `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${flat.size} keys, ${ROUNDS} rounds`,
);
for (const [title, body] of [
  ['extraction alone', 'sum += key(make(i & 1023)).length'],
  ['extraction and Map.get', 'sum += map.get(key(make(i & 1023)))'],
]) {
  console.log(`\n${title.padEnd(28)}${'floor'.padStart(8)}${'own'.padStart(8)}   ratio, ns per call`);
  for (const [shape, make] of Object.entries(SHAPES)) {
    if (ONLY === undefined || ONLY === shape) console.log(row(shape, measure(body, make)));
  }
}
