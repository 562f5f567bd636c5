import type { StorageRule } from './storage-rule.js';

/** Pairs of namespace and key that read the same once they are joined carelessly. */
const JOINED_ALIKE = [
  ['a', 'b:c', 'a:b', 'c'],
  ['a', 'bc', 'ab', 'c'],
  ['a', 'b/c', 'a/b', 'c'],
  ['a', ':b', 'a:', 'b'],
  ['a', '', '', 'a'],
  ['a', 'b}c', 'a}b', 'c'],
  ['a', 'b\0c', 'a\0b', 'c'],
  ['1:a', '', '1', 'a:'],
] as const;

const LONG = 'a'.repeat(2_000);
const ALIKE = [
  'a',
  'A',
  'ab',
  'a ',
  'a:',
  'a*',
  'é',
  'é'.normalize('NFD'),
  '\ud800',
  '\ud801',
  '__proto__',
  LONG,
  `${LONG}b`,
];

/** A namespace is one function's alone, and the same however often it is opened. */
export const NAMESPACE_RULES: readonly StorageRule[] = [
  {
    name: 'keeps namespaces apart',
    async check(bench) {
      const keyspaces = ALIKE.map((name) => bench.keyspace<string>(name));
      for (const [index, keyspace] of keyspaces.entries()) await bench.put(keyspace, 'ada', ALIKE[index]!);
      for (const [index, keyspace] of keyspaces.entries()) await bench.expectValue(keyspace, 'ada', ALIKE[index]!);
    },
  },
  {
    name: 'keeps apart what reads the same when namespace and key are joined',
    async check(bench) {
      for (const [namespace, key, otherNamespace, otherKey] of JOINED_ALIKE) {
        const [one, other] = [bench.keyspace(namespace), bench.keyspace(otherNamespace)];
        await bench.put(one, key, 'one');
        await bench.put(other, otherKey, 'other');
        await bench.expectValue(one, key, 'one');
        await one.clear();
        await bench.expectValue(other, otherKey, 'other');
        await other.clear();
      }
    },
  },
  {
    name: 'invalidates, expires and releases in one namespace and in no other',
    async check(bench) {
      const [one, other] = [bench.keyspace('one'), bench.keyspace('other')];
      for (const key of ['a', 'b', 'c']) {
        await bench.put(one, key, 'one');
        await bench.put(other, key, 'other');
      }
      await one.invalidate('a');
      await one.expire('b');
      await one.release('c');
      for (const key of ['a', 'b', 'c']) await bench.expectHit(other, key, bench.entry('other'));
    },
  },
  {
    name: 'clears one namespace and no other',
    async check(bench) {
      const [cleared, ...others] = ALIKE.map((name) => bench.keyspace<string>(name));
      for (const keyspace of [cleared!, ...others]) await bench.put(keyspace, 'ada', 'value');
      await cleared!.clear();
      await bench.expectMiss(cleared!, 'ada');
      for (const keyspace of others) await bench.expectValue(keyspace, 'ada', 'value');
    },
  },
  {
    name: 'shows the same entries wherever a namespace is opened',
    async check(bench) {
      const [one, again] = [bench.keyspace(), bench.keyspace()];
      const entry = await bench.put(one, 'ada', 'value');
      await bench.expectHit(again, 'ada', entry);
      await bench.expectHit(bench.keyspace(), 'ada', entry);
    },
  },
  {
    name: 'invalidates, expires and clears wherever a namespace is opened',
    async check(bench) {
      const [one, again] = [bench.keyspace(), bench.keyspace()];
      for (const key of ['a', 'b', 'c']) await bench.put(one, key, key);
      await again.invalidate('a');
      await again.expire('b');
      await bench.expectMiss(one, 'a');
      await bench.expectExpired(one, 'b', 'b');
      await again.clear();
      await bench.expectMiss(one, 'c');
    },
  },
];
