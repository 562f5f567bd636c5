import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ConfigurationError } from '../errors.js';
import type { EvictionBound, EvictionStrategy } from '../eviction/eviction-strategy.js';
import { type EvictionBench, entryOf } from './eviction-bench.js';

/** Opens a bench on a new strategy with that bound. */
export type OpenEvictionBench = (bound: EvictionBound) => EvictionBench;

export interface EvictionRule {
  /** Continues "the strategy ...", present tense. */
  readonly name: string;
  check(open: OpenEvictionBench, create: (bound: EvictionBound) => EvictionStrategy): void;
}

const DEFAULT_CAPACITY = 4096;
const MANY = 1_000_000;
/** What a million operations may leave on the heap: a strategy that keeps 8 bytes for each would need twice as much. */
const ALLOWANCE = 4_000_000;
const byNumber = { weigh: (value: number) => value };

export const EVICTION_RULES: readonly EvictionRule[] = [
  {
    name: 'names nothing while the bound is not exceeded',
    check(open) {
      const bench = open({ capacity: 3 });
      assert.equal(bench.strategy.nextToRelease(), undefined);
      for (const key of ['a', 'b', 'c']) {
        bench.write(key);
        bench.read(key);
        assert.equal(bench.strategy.nextToRelease(), undefined);
      }
      bench.expectTracked();
    },
  },
  {
    name: 'names what exceeds the bound, and no more',
    check(open) {
      const bench = open({ capacity: 10 });
      writeMany(bench, 25);
      assert.equal(bench.drain().length, 15);
      assert.equal(bench.held.length, 10);
      bench.expectTracked();
    },
  },
  {
    name: 'keeps to 4096 entries where no capacity is given',
    check(open) {
      const bench = open({});
      writeMany(bench, DEFAULT_CAPACITY);
      assert.equal(bench.strategy.nextToRelease(), undefined);
      bench.write('one more');
      assert.equal(bench.drain().length, 1);
    },
  },
  {
    name: 'keeps to the bound whatever happens',
    check(open) {
      for (const capacity of [1, 2, 7, 100]) {
        const bench = open({ capacity });
        for (const [at, random] of randomNumbers(3_000).entries()) {
          const key = `key ${random % (capacity * 2)}`;
          if (at % 5 < 2) bench.write(key);
          else if (at % 17 === 2) bench.release(key);
          else bench.read(key);
          bench.drain();
          assert.ok(bench.held.length <= capacity, `holds ${bench.held.length} of ${capacity}`);
        }
        bench.expectTracked();
      }
    },
  },
  {
    name: 'counts a key once, however often it is written',
    check(open) {
      const bench = open({ capacity: 3 });
      for (let time = 0; time < 10; time++) bench.write('a', time);
      bench.write('b');
      bench.write('c');
      bench.write('b');
      assert.equal(bench.strategy.nextToRelease(), undefined);
      assert.equal([...bench.strategy.tracked()].length, 3);
      bench.release('a');
      bench.expectTracked();
    },
  },
  {
    name: 'forgets what is released',
    check(open) {
      const bench = open({ capacity: 3 });
      writeMany(bench, 3);
      bench.release('key 0');
      bench.release('key 2');
      bench.expectTracked();
      writeMany(bench, 5);
      bench.drain();
      bench.expectTracked();
      for (const key of bench.held) bench.release(key);
      assert.equal([...bench.strategy.tracked()].length, 0);
      assert.equal(bench.strategy.nextToRelease(), undefined);
    },
  },
  {
    name: 'takes the release of a key it does not know for nothing',
    check(open) {
      const bench = open({ capacity: 3 });
      bench.release('never written');
      writeMany(bench, 3);
      bench.release('never written');
      bench.release('key 0');
      bench.release('key 0');
      bench.write('b');
      bench.write('c');
      assert.equal(bench.drain().length, 1);
    },
  },
  {
    name: 'takes the read of a key it does not know for nothing',
    check(open) {
      const bench = open({ capacity: 3 });
      writeMany(bench, 3);
      bench.release('key 1');
      for (const key of ['key 1', 'never written', 'nor this', 'key 1', 'nor that']) bench.read(key);
      assert.equal(bench.strategy.nextToRelease(), undefined);
      bench.expectTracked();
    },
  },
  {
    name: 'can be asked again before what it named is released',
    check(open) {
      const bench = open({ capacity: 10 });
      writeMany(bench, 13);
      for (let time = 0; time < 20; time++) {
        const key = bench.strategy.nextToRelease();
        assert.ok(key !== undefined && bench.held.includes(key), `names ${key}`);
      }
      bench.expectTracked();
      assert.equal(bench.drain().length, 3);
    },
  },
  {
    name: 'lists all it holds, what goes first in front',
    check(open) {
      const bench = open({ capacity: 20 });
      writeMany(bench, 24);
      for (const key of ['key 3', 'key 9', 'key 0', 'key 23', 'key 9']) bench.read(key);
      bench.expectTracked();
      const listed = [...bench.strategy.tracked()];
      assert.equal(bench.drain().join(), listed.slice(0, 4).join());
      assert.equal([...bench.strategy.tracked()].join(), listed.slice(4).join());
    },
  },
  {
    name: 'is not changed by listing what it holds',
    check(open) {
      const bench = open({ capacity: 10 });
      writeMany(bench, 12);
      const listed = [...bench.strategy.tracked()].join();
      for (const key of bench.strategy.tracked()) if (key === 'key 5') break;
      assert.equal([...bench.strategy.tracked()].join(), listed);
      assert.equal(bench.drain().length, 2);
    },
  },
  {
    name: 'takes any text for a key',
    check(open) {
      const keys = ['', '__proto__', 'constructor', 'a', 'A', ' a', '\ud800', '0', '-1', 'k'.repeat(10_000)];
      const bench = open({ capacity: keys.length });
      for (const key of keys) bench.write(key);
      for (const key of keys) bench.read(key);
      assert.equal(bench.strategy.nextToRelease(), undefined);
      bench.expectTracked();
      for (const key of keys) bench.release(key);
      assert.equal([...bench.strategy.tracked()].length, 0);
    },
  },
  {
    name: 'sums weights exactly, also of what is written again and released',
    check(open) {
      const bench = open({ capacity: 100, ...byNumber });
      for (const random of randomNumbers(2_000)) {
        const key = `key ${random % 40}`;
        if (random % 7 === 0) bench.release(key);
        else bench.write(key, random % 31);
        bench.drain();
        const sum = bench.held.reduce((total, each) => total + Number(bench.valueOf(each)), 0);
        assert.ok(sum <= 100, `holds ${sum} of 100`);
      }
      for (const key of bench.held) bench.release(key);
      for (let n = 0; n < 10; n++) bench.write(`ten ${n}`, 10);
      assert.equal(bench.strategy.nextToRelease(), undefined, 'the bound is reached exactly');
      bench.write('ten 3', 9);
      bench.write('one', 1);
      assert.equal(bench.strategy.nextToRelease(), undefined, 'the bound is reached exactly again');
      bench.write('one', 2);
      assert.notEqual(bench.strategy.nextToRelease(), undefined, 'the bound is exceeded by one');
    },
  },
  {
    name: 'asks for a weight once per write, with value and key',
    check(open) {
      const asked: string[] = [];
      const weigh = (value: unknown, key: string) => {
        asked.push(`${key} ${value}`);
        return 1;
      };
      const bench = open({ capacity: 2, weigh });
      bench.write('a', 'first');
      bench.read('a');
      bench.write('b', 'second');
      bench.write('a', 'third');
      bench.write('c', 'fourth');
      bench.drain();
      assert.equal(asked.join(), 'a first,b second,a third,c fourth');
    },
  },
  {
    name: 'holds any number of entries that weigh nothing',
    check(open) {
      const bench = open({ capacity: 1, ...byNumber });
      writeMany(bench, 5_000, 0);
      bench.write('one', 1);
      assert.equal(bench.strategy.nextToRelease(), undefined);
      bench.expectTracked();
    },
  },
  {
    name: 'gives up an entry heavier than the whole bound before any other',
    check(open) {
      const bench = open({ capacity: 10, ...byNumber });
      writeMany(bench, 5, 2);
      bench.write('elephant', 11);
      assert.equal(bench.drain().join(), 'elephant');
      bench.write('key 2', 12);
      assert.equal(bench.drain().join(), 'key 2');
      assert.equal(bench.held.length, 4);
    },
  },
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
    name: 'refuses a bound that cannot be kept',
    check(open) {
      for (const capacity of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
        for (const bound of [{ capacity }, { capacity, ...byNumber }]) {
          assert.throws(
            () => open(bound),
            (error) => error instanceof ConfigurationError,
            `a capacity of ${capacity}`,
          );
        }
      }
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

function writeMany(bench: EvictionBench, count: number, value = 1): void {
  for (let n = 0; n < count; n++) bench.write(`key ${n}`, value);
}

function churn(bench: EvictionBench, from: number, to: number): void {
  for (let n = from; n < to; n += 2) {
    bench.write(`key ${n}`);
    bench.read(`key ${n - 10}`);
    bench.drain();
  }
}

/** The same numbers each time (a linear congruential generator), so that a failure can be repeated. */
function randomNumbers(count: number): number[] {
  let state = 42;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  });
}

function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
