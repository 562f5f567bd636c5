import assert from 'node:assert/strict';
import { ConfigurationError } from '../../errors.js';
import { randomNumbers } from '../random-numbers.js';
import type { EvictionRule } from './eviction-rule.js';

const DEFAULT_CAPACITY = 4096;

/** No more than the bound, and no less than it allows. */
export const BOUND_RULES: readonly EvictionRule[] = [
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
      bench.writeMany(25);
      assert.equal(bench.drain().length, 15);
      assert.equal(bench.held.length, 10);
      bench.expectTracked();
    },
  },
  {
    name: 'keeps to 4096 entries where no capacity is given',
    check(open) {
      const bench = open({});
      bench.writeMany(DEFAULT_CAPACITY);
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
    name: 'refuses a bound that cannot be kept',
    check(open) {
      for (const capacity of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
        for (const bound of [{ capacity }, { capacity, weigh: () => 1 }]) {
          assert.throws(
            () => open(bound),
            (error) => error instanceof ConfigurationError,
            `a capacity of ${capacity}`,
          );
        }
      }
    },
  },
];
