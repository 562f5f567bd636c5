import assert from 'node:assert/strict';
import type { StorageRule } from './storage-rule.js';

/** What was taken back is gone, and only that. */
export const REMOVAL_RULES: readonly StorageRule[] = [
  {
    name: 'forgets what is released, unless other processes may need it',
    async check(bench) {
      const keyspace = bench.keyspace();
      await bench.put(keyspace, 'ada', 'value');
      await bench.put(keyspace, 'bob', 'value');
      assert.equal(await keyspace.release('ada'), bench.storage.shared ? 'kept' : 'released');
      if (bench.storage.shared) await bench.expectValue(keyspace, 'ada', 'value');
      else await bench.expectMiss(keyspace, 'ada');
      await bench.expectValue(keyspace, 'bob', 'value');
    },
  },
  {
    name: 'does not answer with what was invalidated',
    async check(bench) {
      const keyspace = bench.keyspace();
      await bench.put(keyspace, 'ada', 'value');
      await bench.put(keyspace, 'bob', 'value');
      await keyspace.invalidate('ada');
      await bench.expectMiss(keyspace, 'ada');
      await bench.expectMiss(keyspace, 'ada');
      await bench.expectValue(keyspace, 'bob', 'value');
    },
  },
  {
    name: 'stores again what was invalidated, as often as it is',
    async check(bench) {
      const keyspace = bench.keyspace();
      for (let round = 0; round < 3; round++) {
        const entry = await bench.put(keyspace, 'ada', round);
        await bench.expectHit(keyspace, 'ada', entry);
        await keyspace.invalidate('ada');
        await bench.expectMiss(keyspace, 'ada');
      }
    },
  },
  {
    name: 'keeps what was expired as a fallback',
    async check(bench) {
      const keyspace = bench.keyspace();
      const entry = bench.entry({ name: 'ada' }, { tags: ['red'], version: '7' });
      await keyspace.offer('ada', entry);
      await bench.put(keyspace, 'bob', 'value');
      await bench.clock.advance('1m');
      await keyspace.expire('ada');
      const now = bench.clock.now();
      await bench.expectHit(keyspace, 'ada', { ...entry, staleAt: now, expiresAt: now });
      const { staleAt } = (await keyspace.get('bob'))!;
      assert.ok(staleAt > now, 'another key was expired too');
    },
  },
  {
    name: 'leaves expired what had expired before',
    async check(bench) {
      const keyspace = bench.keyspace();
      const now = bench.clock.now();
      await keyspace.offer('ada', bench.entry('value', { staleAt: now + 1_000, expiresAt: now + 2_000 }));
      await bench.clock.advance('3s');
      for (let time = 0; time < 2; time++) {
        await keyspace.expire('ada');
        await bench.expectExpired(keyspace, 'ada', 'value');
      }
    },
  },
  {
    name: 'stores a fresh entry over an expired one, and removes the fallback when it is invalidated',
    async check(bench) {
      const keyspace = bench.keyspace();
      await bench.put(keyspace, 'ada', 'old');
      await keyspace.expire('ada');
      const entry = await bench.put(keyspace, 'ada', 'new');
      await bench.expectHit(keyspace, 'ada', entry);
      await keyspace.expire('ada');
      await keyspace.invalidate('ada');
      await bench.expectMiss(keyspace, 'ada');
    },
  },
  {
    name: 'answers with nothing that was there when the namespace was cleared',
    async check(bench) {
      const keyspace = bench.keyspace();
      for (const key of ['ada', 'bob', '']) await bench.put(keyspace, key, key);
      await keyspace.expire('bob');
      await keyspace.clear();
      for (const key of ['ada', 'bob', '']) await bench.expectMiss(keyspace, key);
    },
  },
  {
    name: 'stores again after a clear, as often as there is one',
    async check(bench) {
      const keyspace = bench.keyspace();
      for (let round = 0; round < 3; round++) {
        const entry = await bench.put(keyspace, 'ada', round);
        await bench.expectHit(keyspace, 'ada', entry);
        await keyspace.clear();
        await keyspace.clear();
        await bench.expectMiss(keyspace, 'ada');
      }
    },
  },
  {
    name: 'takes the removal of what is not there for done, and stores nothing by it',
    async check(bench) {
      const keyspace = bench.keyspace();
      await keyspace.clear();
      await keyspace.invalidate('ada');
      assert.equal(await keyspace.release('ada'), bench.storage.shared ? 'kept' : 'released');
      await keyspace.expire('ada');
      await bench.expectMiss(keyspace, 'ada');
    },
  },
];
