import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type EvictionBench, entryOf } from '../eviction-bench.js';
import type { EvictionRule } from './eviction-rule.js';

const MANY = 1_000_000;
/** Bytes that the heap may grow by: 8 for each of the 450,000 keys that come after the first look would be twice as much. */
const ALLOWANCE = 2_000_000;

/** What it leaves on entries and on the heap is its own affair, and harms nobody. */
export const MEMORY_RULES: readonly EvictionRule[] = [
  {
    name: 'takes over entries whose slot another strategy has filled',
    check(open, create) {
      const entries = Array.from({ length: 6 }, (_, n) => ({ key: `key ${n}`, entry: entryOf(1) }));
      const before = create({ capacity: 6 });
      const bench = open({ capacity: 6 });
      for (const { key, entry } of entries) before.markWritten(key, entry);
      for (const { key, entry } of entries.toReversed()) bench.write(key, 1, entry);
      for (const { key, entry } of entries) before.markRead(key, entry);
      for (const { key } of entries) bench.read(key);
      before.markReleased('key 3');
      bench.expectTracked();
      bench.write('one more');
      assert.equal(bench.drain().length, 1);
      bench.expectTracked();
      assert.equal([...before.tracked()].length, 5);
    },
  },
  {
    name: 'remembers nothing of a million keys that came and went',
    check(open) {
      const bench = open({ capacity: 100 });
      churn(bench, 0, MANY / 10);
      const before = heapUsed();
      churn(bench, MANY / 10, MANY);
      const grown = heapUsed() - before;
      assert.ok(grown < ALLOWANCE, `the heap grew by ${grown} bytes`);
      bench.expectTracked();
    },
  },
];

function churn(bench: EvictionBench, from: number, to: number): void {
  for (let n = from; n < to; n += 2) {
    bench.write(`key ${n}`);
    bench.read(`key ${n - 10}`);
    bench.drain();
  }
}

let collectGarbage: (() => void) | undefined;

function heapUsed(): number {
  if (!collectGarbage) {
    setFlagsFromString('--expose-gc');
    collectGarbage = runInNewContext('gc') as () => void;
  }
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
