import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { QuarantineTarget } from '@memoir/core';
import { RedisCluster } from '@memoir/redis-test-server';
import { Follower } from '../support/follower.js';
import { freshPrefix, Processes } from '../support/processes.js';

let cluster: RedisCluster;
beforeAll(async () => {
  cluster = await RedisCluster.start();
}, 60_000);
afterAll(() => cluster.stop());

it('keys in many slots and a tag are put in quarantine on a Cluster, told and released', async () => {
  const processes = new Processes(() => cluster.connect());
  const prefix = freshPrefix();
  const [ours, theirs] = [processes.open({ prefix }), processes.open({ prefix })];
  const keys = Array.from({ length: 12 }, (_, number) => `key ${number}`);
  const targets: QuarantineTarget[] = keys.map((key) => ({ kind: 'key', namespace: 'users', key }));
  const follower = await Follower.of(theirs.storage);
  await follower.news();
  const outcomes = async (tags?: readonly string[]) => {
    const kinds = new Set<string>();
    for (const key of tags === undefined ? keys : ['another']) {
      const outcome = await theirs.keyspace.acquire(key, { tags });
      if (outcome.kind === 'acquired') await theirs.keyspace.abandon(key, outcome.permit);
      kinds.add(outcome.kind);
    }
    return [...kinds];
  };

  const quarantine = await ours.storage.quarantine([...targets, { kind: 'tag', tag: 'team:red' }], {
    standsFor: 60_000,
  });
  expect(await outcomes()).toEqual(['quarantined']);
  expect(await outcomes(['team:red'])).toEqual(['quarantined']);
  expect(await follower.news()).toHaveLength(13);
  expect(await ours.storage.extend(quarantine)).toBe(true);
  expect(await follower.news()).toEqual([]);
  await ours.storage.confirm(quarantine);

  expect(await outcomes()).toEqual(['acquired']);
  expect(await outcomes(['team:red'])).toEqual(['acquired']);
  expect(await follower.news()).toHaveLength(13);
  await processes.closeAll();
}, 30_000);
