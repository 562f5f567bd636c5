import assert from 'node:assert/strict';
import type { StorageRule } from './storage-rule.js';

const FALSY: readonly unknown[] = [undefined, null, 0, '', false, Number.NaN];
const MEGABYTE = 1_048_576;

/** What goes in comes out: values, facts, and nothing older. */
export const VALUE_RULES: readonly StorageRule[] = [
  {
    name: 'misses what was never offered',
    async check(bench) {
      const keyspace = bench.keyspace();
      await bench.expectMiss(keyspace, 'ada');
      await bench.put(keyspace, 'bob', 1);
      await bench.expectMiss(keyspace, 'ada');
    },
  },
  {
    name: 'answers with what was offered, again and again',
    async check(bench) {
      const keyspace = bench.keyspace();
      const entry = await bench.put(keyspace, 'ada', { name: 'ada', roles: ['admin', { of: null }], age: 36.5 });
      await bench.expectHit(keyspace, 'ada', entry);
      await bench.expectHit(keyspace, 'ada', entry);
    },
  },
  ...(FALSY.map((value) => ({
    name: `takes ${value === '' ? 'the empty text' : String(value)} for a value like any other`,
    async check(bench) {
      const keyspace = bench.keyspace();
      const entry = await bench.put(keyspace, 'ada', value);
      await bench.expectHit(keyspace, 'ada', entry);
    },
  })) satisfies readonly StorageRule[]),
  {
    name: 'carries a value of a megabyte',
    async check(bench) {
      const keyspace = bench.keyspace();
      const entry = await bench.put(keyspace, 'ada', 'é'.repeat(MEGABYTE / 2));
      await bench.expectHit(keyspace, 'ada', entry);
    },
  },
  {
    name: 'keeps instants to the millisecond',
    async check(bench) {
      const keyspace = bench.keyspace();
      const now = bench.clock.now();
      const instants = {
        createdAt: now - 1,
        staleAt: now + 700_001,
        expiresAt: now + 800_002,
        keepUntil: now + 900_003,
      };
      const entry = bench.entry('value', instants);
      await keyspace.offer('ada', entry);
      await bench.expectHit(keyspace, 'ada', entry);
    },
  },
  {
    name: 'keeps instants that never come',
    async check(bench) {
      const keyspace = bench.keyspace();
      const never = Number.POSITIVE_INFINITY;
      const entries = [
        bench.entry(1, { keepUntil: never }),
        bench.entry(2, { expiresAt: never, keepUntil: never }),
        bench.entry(3, { staleAt: never, expiresAt: never, keepUntil: never }),
      ];
      for (const entry of entries) await keyspace.offer(`key ${entry.value}`, entry);
      for (const entry of entries) {
        await bench.expectHit(keyspace, `key ${entry.value}`, entry);
        await keyspace.invalidate(`key ${entry.value}`); // or it would stay in a real backend for ever
      }
    },
  },
  {
    name: 'keeps tags in their order',
    async check(bench) {
      const keyspace = bench.keyspace();
      const entry = bench.entry('value', { tags: ['user:ada', '', 'locale: "dé"', 'user:ada,b', '\ud800'] });
      await keyspace.offer('ada', entry);
      await bench.expectHit(keyspace, 'ada', entry);
    },
  },
  {
    name: 'keeps the version, and an empty one apart from none',
    async check(bench) {
      const keyspace = bench.keyspace();
      for (const version of ['2026-07-01', '', undefined, 'undefined', 'null']) {
        const entry = bench.entry('value', { version });
        await keyspace.offer('ada', entry);
        await bench.expectHit(keyspace, 'ada', entry);
      }
    },
  },
  {
    name: 'keeps how long the load took',
    async check(bench) {
      const keyspace = bench.keyspace();
      for (const loadedIn of [0, 12.75, 3_600_000]) {
        const entry = bench.entry('value', { loadedIn });
        await keyspace.offer('ada', entry);
        await bench.expectHit(keyspace, 'ada', entry);
      }
    },
  },
  {
    name: 'puts an entry in the place of the one before, facts and all',
    async check(bench) {
      const keyspace = bench.keyspace();
      const now = bench.clock.now();
      await keyspace.offer('ada', bench.entry('old', { tags: ['red'], version: '1', loadedIn: 9, createdAt: now - 9 }));
      const entry = await bench.put(keyspace, 'ada', 'new');
      await bench.expectHit(keyspace, 'ada', entry);
    },
  },
  {
    name: 'puts an entry in the place of the one before, also if its load began earlier',
    async check(bench) {
      const keyspace = bench.keyspace();
      await bench.put(keyspace, 'ada', 'loaded later');
      const entry = bench.entry('offered later', { createdAt: bench.clock.now() - 60_000 });
      assert.equal(await keyspace.offer('ada', entry), 'stored');
      await bench.expectHit(keyspace, 'ada', entry);
    },
  },
  {
    name: 'answers with an entry that has expired but is kept',
    async check(bench) {
      const keyspace = bench.keyspace();
      const entry = bench.entry('value', { staleAt: bench.clock.now() + 1_000, expiresAt: bench.clock.now() + 2_000 });
      await keyspace.offer('ada', entry);
      await bench.clock.advance('3s');
      await bench.expectHit(keyspace, 'ada', entry);
    },
  },
  {
    name: 'never brings back what an entry replaced, also when that one need not be kept any longer',
    async check(bench) {
      const keyspace = bench.keyspace();
      await bench.put(keyspace, 'ada', 'old');
      const soon = bench.clock.now() + 1_000;
      await keyspace.offer('ada', bench.entry('new', { staleAt: soon, expiresAt: soon, keepUntil: soon }));
      await bench.clock.advance('2s');
      for (let read = 0; read < 2; read++) {
        const found = await keyspace.get('ada');
        assert.notEqual(found?.value, 'old', 'what was replaced is back');
      }
    },
  },
  {
    name: 'answers with the very entry it was offered, if it says so',
    async check(bench) {
      const keyspace = bench.keyspace();
      const entry = await bench.put(keyspace, 'ada', { name: 'ada' });
      if (keyspace.keepsOfferedEntry)
        assert.equal(await keyspace.get('ada'), entry, 'another object than the one offered');
    },
  },
];
