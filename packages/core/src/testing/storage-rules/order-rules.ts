import assert from 'node:assert/strict';
import type { Awaitable } from '../../awaitable.js';
import type { Keyspace } from '../../storage/keyspace.js';
import { type StorageBench, turns } from '../storage-bench.js';
import type { StorageRule } from './storage-rule.js';

/** How far an offer may have got when the removal comes, in turns of the event loop. */
const HEAD_STARTS = [0, 1, 2, 5];

/** Of the commands for one key, those called later count, also while the earlier ones are still under way. */
export const ORDER_RULES: readonly StorageRule[] = [
  {
    name: 'invalidates what an offer under way will store',
    check: (bench) =>
      afterOfferUnderWay(bench, {
        remove: (keyspace) => keyspace.invalidate('ada'),
        expectRemoved: (keyspace) => bench.expectMiss(keyspace, 'ada'),
      }),
  },
  {
    name: 'expires what an offer under way will store',
    check: (bench) =>
      afterOfferUnderWay(bench, {
        remove: (keyspace) => keyspace.expire('ada'),
        expectRemoved: (keyspace) => bench.expectNotLive(keyspace, 'ada'),
      }),
  },
  {
    name: 'clears what an offer under way will store',
    check: (bench) =>
      afterOfferUnderWay(bench, {
        remove: (keyspace) => keyspace.clear(),
        expectRemoved: (keyspace) => bench.expectMiss(keyspace, 'ada'),
      }),
  },
  {
    name: 'releases what an offer under way will store',
    check: (bench) =>
      afterOfferUnderWay(bench, {
        remove: (keyspace) => keyspace.release('ada'),
        expectRemoved: async (keyspace) => {
          if (!bench.storage.shared) await bench.expectMiss(keyspace, 'ada');
        },
      }),
  },
  {
    name: 'lets the last of several offers under way stand',
    async check(bench) {
      const [one, again] = [bench.keyspace<number>(), bench.keyspace<number>()];
      // The first is the slowest, if size makes a difference.
      const first = one.offer('ada', bench.entry(0, { tags: ['x'.repeat(100_000)] }));
      const second = again.offer('ada', bench.entry(1));
      const third = one.offer('ada', bench.entry(2));
      await Promise.all([first, second]);
      assert.equal(await third, 'stored', 'the answer to the last offer');
      await bench.expectHit(one, 'ada', bench.entry(2));
    },
  },
  {
    name: 'has nothing older than an invalidation, whatever is offered while that is under way',
    async check(bench) {
      const [one, again] = [bench.keyspace(), bench.keyspace()];
      for (const headStart of HEAD_STARTS) {
        await bench.put(one, 'ada', 'old');
        const invalidation = one.invalidate('ada');
        await turns(headStart);
        const offer = again.offer('ada', bench.entry('new'));
        await Promise.all([invalidation, offer]);
        if (await one.get('ada')) await bench.expectValue(one, 'ada', 'new');
      }
    },
  },
];

interface Removal {
  remove(keyspace: Keyspace<unknown>): Awaitable<unknown>;
  expectRemoved(keyspace: Keyspace<unknown>): Promise<void>;
}

async function afterOfferUnderWay(bench: StorageBench, { remove, expectRemoved }: Removal): Promise<void> {
  const [one, again] = [bench.keyspace(), bench.keyspace()];
  for (const remover of [one, again]) {
    for (const headStart of HEAD_STARTS) {
      const offer = one.offer('ada', bench.entry('old', { tags: ['x'.repeat(100_000)] }));
      await turns(headStart);
      await remove(remover);
      await expectRemoved(one);
      await offer;
      await expectRemoved(again);
    }
  }
}
