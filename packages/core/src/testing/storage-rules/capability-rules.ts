import assert from 'node:assert/strict';
import type { BulkKeyspace } from '../../storage/bulk-keyspace.js';
import type { Keyspace } from '../../storage/keyspace.js';
import type { LeasingKeyspace } from '../../storage/leasing-keyspace.js';
import type { Permit } from '../../storage/permit.js';
import type { StorageBench } from '../storage-bench.js';
import type { StorageRule } from './storage-rule.js';

/** What a storage can do beyond the six methods, if it can: found by presence. */
export const CAPABILITY_RULES: readonly StorageRule[] = [
  {
    name: 'says whether it is shared',
    async check({ storage }) {
      assert.equal(typeof storage.shared, 'boolean');
    },
  },
  {
    name: 'counts what it holds, if it says how much that is',
    async check(bench) {
      const keyspace = bench.keyspace();
      if (keyspace.size === undefined) return;
      const expectSize = (size: number) => assert.equal(keyspace.size, size, 'the size');
      expectSize(0);
      for (const key of ['a', 'b', 'c', 'b']) await bench.put(keyspace, key, key);
      await bench.put(bench.keyspace('other'), 'd', 'd');
      expectSize(3);
      await keyspace.invalidate('a');
      await keyspace.invalidate('a');
      await keyspace.expire('b');
      expectSize(2);
      await keyspace.clear();
      expectSize(0);
    },
  },
  {
    name: 'describes, and shows to who only looks, what get answers, if it does that',
    async check(bench) {
      const keyspace = bench.keyspace();
      const expectStanding = async (key: string, isThere: boolean, when: string) => {
        const found = keyspace.peek && (await keyspace.peek(key));
        if (keyspace.peek) assert.equal(found !== undefined, isThere, `peek at '${key}' ${when}`);
        const tiers = keyspace.describe && (await keyspace.describe(key));
        if (tiers) {
          const served = tiers.find(({ isServed }) => isServed);
          assert.equal(served !== undefined, isThere, `a tier that serves '${key}' ${when}`);
          if (isThere) assert.deepEqual(served?.entry?.tags, [], 'the tags in a description');
          else
            for (const { tier, reasons } of tiers) assert.notEqual(reasons.length, 0, `the reasons of ${tier} ${when}`);
        }
      };
      for (const key of ['a', 'b']) await expectStanding(key, false, 'before anything was offered');
      for (const key of ['a', 'b']) await bench.put(keyspace, key, key);
      for (const key of ['a', 'b']) await expectStanding(key, true, 'after it was offered');
      await keyspace.invalidate('a');
      await expectStanding('a', false, 'after it was invalidated');
      await keyspace.clear();
      await expectStanding('b', false, 'after the namespace was cleared');
    },
  },
  {
    name: 'answers for many keys in the order asked, if it can be asked',
    async check(bench) {
      const keyspace = bench.keyspace() as Partial<BulkKeyspace<unknown>> & Keyspace<unknown>;
      if (!keyspace.getMany) return;
      await bench.put(keyspace, 'a', undefined);
      await bench.put(keyspace, 'b', 2);
      await keyspace.invalidate('c');
      const entries = await keyspace.getMany(['c', 'b', 'a', 'b', '__proto__']);
      const answers = Array.from(entries, (entry) => (entry ? `hit ${entry.value}` : 'miss'));
      assert.equal(answers.join(), 'miss,hit 2,hit undefined,hit 2,miss');
      assert.equal((await keyspace.getMany([])).length, 0);
    },
  },
  {
    name: 'stores what is offered with a permit, if it issues any',
    async check(bench) {
      const keyspace = leasing(bench);
      if (!keyspace) return;
      const permit = await acquired(keyspace);
      assert.equal(await keyspace.extend('ada', permit), true, 'the answer to extending a lease that is held');
      assert.equal((await keyspace.acquire('ada')).kind, 'held', 'a second lease');
      assert.equal(await keyspace.offer('ada', bench.entry('new'), permit), 'stored');
      await bench.expectValue(keyspace, 'ada', 'new');
    },
  },
  ...(['invalidate', 'expire', 'clear'] as const).map((removal) => ({
    name: `voids permits by ${removal}, if it issues any`,
    async check(bench: StorageBench) {
      const keyspace = leasing(bench);
      if (!keyspace) return;
      const permit = await acquired(keyspace);
      await keyspace[removal]('ada');
      await keyspace.offer('ada', bench.entry('old'), permit);
      await bench.expectNotLive(keyspace, 'ada');
    },
  })),
  {
    name: 'gives the lease to another once it is abandoned, if it issues any',
    async check(bench) {
      const keyspace = leasing(bench);
      if (!keyspace) return;
      await keyspace.abandon('ada', await acquired(keyspace));
      await acquired(keyspace);
    },
  },
];

function leasing(bench: StorageBench): LeasingKeyspace<unknown> | undefined {
  const keyspace = bench.keyspace() as Partial<LeasingKeyspace<unknown>>;
  return keyspace.acquire ? (keyspace as LeasingKeyspace<unknown>) : undefined;
}

async function acquired(keyspace: LeasingKeyspace<unknown>): Promise<Permit> {
  const outcome = await keyspace.acquire('ada');
  assert.equal(outcome.kind, 'acquired', 'a lease that nobody holds');
  return (outcome as { readonly permit: Permit }).permit;
}
