import assert from 'node:assert/strict';
import type { EvictionRule } from './eviction-rule.js';

/** It knows what is held, and nothing else. */
export const TRACKING_RULES: readonly EvictionRule[] = [
  {
    name: 'forgets what is released',
    check(open) {
      const bench = open({ capacity: 3 });
      bench.writeMany(3);
      bench.release('key 0');
      bench.release('key 2');
      bench.expectTracked();
      bench.writeMany(5);
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
      bench.writeMany(3);
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
      bench.writeMany(3);
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
      bench.writeMany(13);
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
      bench.writeMany(24);
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
      bench.writeMany(12);
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
];
