// What type-faithful JSON costs beside plain JSON, and beside two packages that set out to do the same.
//
//   npx tsc -b && node benchmarks/serde-json.mjs [processes, default 15]
//
// A round is half a millisecond of JSON.stringify or JSON.parse (with the UTF-8 step that every one needs), as many calls
// of a candidate on the same data, and JSON again; its ratio is to the mean of the two. A process takes the median of its
// rounds. What the engine makes of a function differs from process to process by a tenth, so the figures of serde-json are
// medians of several fresh ones; the peers, far from the budget, share one. Time is the processor's, so that a busy
// machine disturbs less. Small values are 500 different ones in turn: of one and the same the processor learns every
// branch by heart, which no server sees.
import { Buffer } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { JsonSerde } from '@memoir/serde-json';
import * as devalue from 'devalue';
import superjson from 'superjson';

const WARM_UP_ROUNDS = 3;
const ROUNDS = 31;
const ROUND_MILLISECONDS = 0.5;
const BUDGET = 1.2;

const user = (n) => ({
  id: `user-${n}`,
  name: `Ada Lovelace ${n}`,
  active: n % 2 === 0,
  age: 20 + (n % 50),
  score: n * 1.37 + 0.1,
  tags: ['red', 'blue', 'green'],
  address: { street: '12 Engine Road', city: 'London', geo: { lat: 51.5072 + n / 1000, lon: -0.1276 } },
  roles: [
    { name: 'admin', since: 2019 },
    { name: 'editor', since: 2021 },
  ],
  note: null,
  bio: 'Mathematician, chiefly known for work on a proposed general-purpose computer. '.repeat(7),
  preferences: { theme: 'dark', locale: 'en-GB', mail: { daily: true, weekly: false } },
  createdAt: '2026-01-01T00:00:00.000Z',
});
const dated = (n) => ({ ...user(n), createdAt: new Date(1e12 + n * 1e7), seenAt: new Date(1e12 + n) });
const list = (length, make) => Array.from({ length }, (_, n) => make(n));

const plain = {
  'objects of 1 KB': list(500, user),
  'objects of 60 bytes': list(500, (id) => ({ id, name: `Ada ${id}`, ok: id % 3 === 0, tags: ['red'], at: id * 1.37 })),
  'a list of 500 objects of 1 KB': [list(500, user)],
  'a list of 500 objects of 30 bytes': [list(500, (id) => ({ id, name: `n${id}`, ok: true }))],
  'a list of 10,000 integers': [list(10_000, (n) => n * 7)],
  'a list of 10,000 doubles': [list(10_000, (n) => n * 0.731)],
  'a list of 10,000 short texts': [list(10_000, (n) => `item-${n}`)],
  '1,000 numbers by name': [Object.fromEntries(list(1000, (n) => [`key-${n}`, n]))],
};
const rich = {
  'objects of 1 KB, 2 dates in each': list(500, dated),
  'objects of 1 KB, undefined in each': list(500, (n) => ({ ...user(n), gone: undefined })),
  'objects of 1 KB, a Map in each': list(500, (n) => ({
    ...user(n),
    address: new Map(Object.entries(user(n).address)),
  })),
  'a list of 500 objects of 1 KB, 2 dates in each': [list(500, dated)],
};

const serde = new JsonSerde();
const baseline = {
  write: (value) => Buffer.from(JSON.stringify(value), 'utf8'),
  read: (bytes) => JSON.parse(bytes.toString('utf8')),
};
const candidates = {
  'serde-json': { write: (value) => serde.serialize(value), read: (bytes) => serde.deserialize(bytes) },
  superjson: {
    write: (value) => Buffer.from(superjson.stringify(value), 'utf8'),
    read: (bytes) => superjson.parse(bytes.toString('utf8')),
  },
  devalue: {
    write: (value) => Buffer.from(devalue.stringify(value), 'utf8'),
    read: (bytes) => devalue.parse(bytes.toString('utf8')),
  },
};

function nanosecondsPer(task, inputs, times) {
  const start = process.cpuUsage();
  for (let n = 0; n < times; n++) task(inputs[n % inputs.length]);
  const { user, system } = process.cpuUsage(start);
  return ((user + system) * 1000) / times;
}

function timesFor(task, inputs) {
  let times = 1;
  while (nanosecondsPer(task, inputs, times) * times < ROUND_MILLISECONDS * 1e6) times *= 2;
  return times;
}

function quantile(numbers, q) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.round((sorted.length - 1) * q)];
}

function ratioAndFloor(direction, candidate, values, rounds) {
  const floorInput = direction === 'write' ? values : values.map(baseline.write);
  const input = direction === 'write' ? values : values.map(candidate.write);
  const times = timesFor(baseline[direction], floorInput);
  const floors = [];
  const ratios = [];
  for (let round = -2; round < rounds; round++) {
    const before = nanosecondsPer(baseline[direction], floorInput, times);
    const own = nanosecondsPer(candidate[direction], input, times);
    const after = nanosecondsPer(baseline[direction], floorInput, times);
    if (round < 0) continue;
    floors.push((before + after) / 2);
    ratios.push((2 * own) / (before + after));
  }
  return [quantile(ratios, 0.5), quantile(floors, 0.5)];
}

/** What one process finds out: ratio and floor by candidate and row. */
function measure(names) {
  const found = Object.fromEntries(names.map((name) => [name, {}]));
  // The first pass meets functions that have seen one shape only; the second is what a server runs.
  for (const rounds of [WARM_UP_ROUNDS, ROUNDS])
    for (const [title, values] of Object.entries({ ...plain, ...rich }))
      for (const direction of ['write', 'read'])
        for (const name of names)
          found[name][`${direction} ${title}`] = ratioAndFloor(direction, candidates[name], values, rounds);
  return found;
}

const inProcess = (...names) =>
  JSON.parse(
    execFileSync(process.execPath, [fileURLToPath(import.meta.url), 'measure', ...names], { encoding: 'utf8' }),
  );

function report(title, sets, own, peers, budget) {
  const table = {};
  for (const row of Object.keys(sets).flatMap((name) => [`write ${name}`, `read ${name}`])) {
    const ratios = own.map((found) => found[row][0]);
    const floors = own.map((found) => found[row][1]);
    table[row] = {
      'serde-json': quantile(ratios, 0.5).toFixed(2),
      quartiles: `${quantile(ratios, 0.25).toFixed(2)} to ${quantile(ratios, 0.75).toFixed(2)}`,
      'JSON µs': (quantile(floors, 0.5) / 1000).toFixed(2),
      ...(budget && { [`at most ${budget}`]: quantile(ratios, 0.5) <= budget ? 'yes' : 'NO' }),
      ...Object.fromEntries(Object.entries(peers).map(([name, found]) => [name, found[row][0].toFixed(2)])),
    };
  }
  console.log(`\n${title}`);
  console.table(table);
}

if (process.argv[2] === 'measure') {
  console.log(JSON.stringify(measure(process.argv.slice(3))));
} else {
  const processes = Number(process.argv[2] ?? 15);
  const own = Array.from({ length: processes }, () => inProcess('serde-json')['serde-json']);
  const { 'serde-json': _, ...peers } = inProcess(...Object.keys(candidates));
  console.log(`Node ${process.version}, ${processes} processes, times relative to JSON`);
  report('Plain data', plain, own, peers, BUDGET);
  report('Data that JSON changes (JSON writes a date as a text, a Map as {})', rich, own, peers, undefined);
}
