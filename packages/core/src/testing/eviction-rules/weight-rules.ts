import assert from 'node:assert/strict';
import { randomNumbers } from '../random-numbers.js';
import type { EvictionRule } from './eviction-rule.js';

const byNumber = (value: number) => value;

/** The bound holds for the sum of weights, where there are any. */
export const WEIGHT_RULES: readonly EvictionRule[] = [
  {
    name: 'sums weights exactly, also of what is written again and released',
    check(open) {
      const bench = open({ capacity: 100, weigh: byNumber });
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
      const bench = open({ capacity: 1, weigh: byNumber });
      bench.writeMany(5_000, 0);
      bench.write('one', 1);
      assert.equal(bench.strategy.nextToRelease(), undefined);
      bench.expectTracked();
    },
  },
  {
    name: 'gives up an entry heavier than the whole bound before any other',
    check(open) {
      const bench = open({ capacity: 10, weigh: byNumber });
      bench.writeMany(5, 2);
      bench.write('elephant', 11);
      assert.equal(bench.drain().join(), 'elephant');
      bench.write('key 2', 12);
      assert.equal(bench.drain().join(), 'key 2');
      assert.equal(bench.held.length, 4);
    },
  },
];
