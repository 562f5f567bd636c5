// What one insertion into a full BoundedMap costs, from 1,000 to 1,000,000 entries, next to a plain Map of
// `{ value, expiresAt }` that deletes its oldest key for each new one and looks at nothing else. Every figure comes from a process of its own: `node benchmarks/bounded-map.mjs`.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { BoundedMap } from '@memoir/storage-memory';

const SIZES = [1_000, 10_000, 100_000, 1_000_000];
const INSERTIONS = 200_000;
const ROUNDS = 7;
const FLOOR = 'Map of records';

/** Each makes a map of that many entries at most and answers how to insert one key more. */
const SUBJECTS = {
  [FLOOR]: (size) => {
    const map = new Map();
    return (key, value, at, keys) => {
      map.set(key, { value, expiresAt: Date.now() + 3_600_000 });
      if (at >= size) map.delete(keys[at - size]);
    };
  },
  maxEntries: (size) => inserting(new BoundedMap({ maxEntries: size })),
  'maxEntries, timeToLive': (size) => inserting(new BoundedMap({ maxEntries: size, timeToLive: '1h' })),
  'maxBytes, own sizeOf': (size) => inserting(new BoundedMap({ maxBytes: size, sizeOf: () => 1 })),
  'maxBytes, estimated': (size) => inserting(new BoundedMap({ maxBytes: 256 * size })),
};

function inserting(map) {
  return (key, value) => map.set(key, value);
}

function measure(subject, size) {
  const insert = SUBJECTS[subject](size);
  const keys = Array.from({ length: size + ROUNDS * INSERTIONS }, (_, at) => `key ${at}`);
  let at = 0;
  const run = (count) => {
    const start = process.hrtime.bigint();
    for (const end = at + count; at < end; at++) insert(keys[at], at, at, keys);
    return Number(process.hrtime.bigint() - start) / count;
  };
  run(size);
  // The best round is the one that nothing else on the machine has disturbed.
  return Math.min(...Array.from({ length: ROUNDS }, () => run(INSERTIONS)));
}

const [subject, size] = process.argv.slice(2);
if (subject) {
  console.log(measure(subject, Number(size)));
} else {
  const ask = (...words) =>
    Number(execFileSync(process.execPath, [fileURLToPath(import.meta.url), ...words], { encoding: 'utf8' }));
  console.log(
    `ns per insertion (times a plain Map), best of ${ROUNDS} rounds of ${INSERTIONS}, Node ${process.version}`,
  );
  console.log(''.padEnd(24), ...SIZES.map((size) => String(size).padStart(14)));
  const floor = SIZES.map((size) => ask(FLOOR, String(size)));
  for (const subject of Object.keys(SUBJECTS)) {
    const row = SIZES.map((size, at) => (subject === FLOOR ? floor[at] : ask(subject, String(size))));
    const cells = row.map((ns, at) => `${ns.toFixed(0)} (${(ns / floor[at]).toFixed(1)})`.padStart(14));
    console.log(subject.padEnd(24), ...cells);
  }
}
