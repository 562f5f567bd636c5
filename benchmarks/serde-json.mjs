// What type-faithful JSON costs beside plain JSON, and beside two packages that set out to do the same.
//
//   npx tsc -b && node benchmarks/serde-json.mjs [rounds, default 61]
//
// A round is half a millisecond of JSON.stringify or JSON.parse (with the UTF-8 step that every one needs), as many calls
// of a candidate on the same data, and JSON again; its ratio is to the mean of the two. The figures are medians of the
// ratios, with quartiles. Time is the processor's, so that a busy machine disturbs less. Small values are 500 different
// ones in turn: of one and the same the processor learns every branch by heart, which no server sees.
import { Buffer } from 'node:buffer';
import { JsonSerde } from '@memoir/serde-json';
import * as devalue from 'devalue';
import superjson from 'superjson';

const ROUNDS = Number(process.argv[2] ?? 61);
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

const quantile = (sorted, q) => sorted[Math.round((sorted.length - 1) * q)];

function ratios(direction, candidate, values, rounds) {
  const floorInput = direction === 'write' ? values : values.map(baseline.write);
  const input = direction === 'write' ? values : values.map(candidate.write);
  const times = timesFor(baseline[direction], floorInput);
  const floors = [];
  const found = [];
  for (let round = -2; round < rounds; round++) {
    const before = nanosecondsPer(baseline[direction], floorInput, times);
    const own = nanosecondsPer(candidate[direction], input, times);
    const after = nanosecondsPer(baseline[direction], floorInput, times);
    if (round < 0) continue;
    floors.push((before + after) / 2);
    found.push((2 * own) / (before + after));
  }
  const ascending = (a, b) => a - b;
  return { floors: floors.sort(ascending), found: found.sort(ascending) };
}

function report(title, sets, budget) {
  const table = {};
  // The first pass meets functions that have seen one shape only; the second is what a server runs.
  for (const pass of ['warm-up', 'measured']) {
    for (const [name, values] of Object.entries(sets)) {
      for (const direction of ['write', 'read']) {
        const row = {};
        for (const candidate of Object.keys(candidates)) {
          const isOwn = candidate === 'serde-json';
          const rounds = pass === 'warm-up' ? 3 : isOwn ? ROUNDS : Math.ceil(ROUNDS / 10);
          const { floors, found } = ratios(direction, candidates[candidate], values, rounds);
          row[candidate] = quantile(found, 0.5).toFixed(2);
          if (!isOwn) continue;
          row['JSON µs'] = (quantile(floors, 0.5) / 1000).toFixed(2);
          row.quartiles = `${quantile(found, 0.25).toFixed(2)} to ${quantile(found, 0.75).toFixed(2)}`;
          if (budget) row[`at most ${budget}`] = quantile(found, 0.25) <= budget ? 'yes' : 'NO';
        }
        table[`${direction} ${name}`] = row;
      }
    }
  }
  console.log(`\n${title}`);
  console.table(table);
}

console.log(`Node ${process.version}, ${ROUNDS} rounds, times relative to JSON`);
report('Plain data', plain, BUDGET);
report('Data that JSON changes (JSON writes a date as a text, a Map as {})', rich, undefined);
