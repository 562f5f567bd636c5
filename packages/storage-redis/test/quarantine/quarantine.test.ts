import { beforeEach, describe, expect, it } from '@jest/globals';
import type { QuarantineTarget } from '@memoir/core';
import { until } from '@memoir/redis-test-server';
import { Follower } from '../support/follower.js';
import { entryOf, freshPrefix, type Process } from '../support/processes.js';
import { ServerForTests } from '../support/server-for-tests.js';

const at = new ServerForTests();
let prefix: string;
let ours: Process;
let theirs: Process;

beforeEach(() => {
  prefix = freshPrefix();
  ours = at.processes.open({ prefix });
  theirs = at.processes.open({ prefix });
});

const LONG = { standsFor: 60_000 };
const ada: QuarantineTarget = { kind: 'key', namespace: 'users', key: 'ada' };
const red: QuarantineTarget = { kind: 'tag', tag: 'team:red' };
const begin = (...targets: QuarantineTarget[]) => ours.storage.quarantine(targets, LONG);

async function store(key: string, tags: readonly string[] = [], known: readonly string[] = []) {
  return theirs.keyspace.offer(key, entryOf(key, { tags }), await theirs.load(key, { tags: known }));
}
async function outcomeOf(key: string, tags?: readonly string[]) {
  const outcome = await theirs.keyspace.acquire(key, { tags });
  if (outcome.kind === 'acquired') await theirs.keyspace.abandon(key, outcome.permit);
  return outcome.kind;
}

describe('a key in quarantine', () => {
  it('is missed by all, and what is loaded is not to be stored', async () => {
    await store('ada');
    await begin(ada);

    expect(await theirs.value('ada')).toBeUndefined();
    expect(await outcomeOf('ada')).toBe('quarantined');
    expect((await theirs.keyspace.acquire('ada', { supersede: true })).kind).toBe('quarantined');
    expect(await theirs.keyspace.offer('ada', entryOf('old'))).toBe('refused');
    expect(await outcomeOf('bob')).toBe('acquired');
  });

  it('refuses what began to load before, over nothing and over a value', async () => {
    await store('bob');
    const permits = [
      await theirs.load('ada'),
      await theirs.load('bob', { standing: await theirs.keyspace.get('bob') }),
    ] as const;
    const quarantine = await begin(ada, { ...ada, key: 'bob' });
    expect(await theirs.keyspace.offer('ada', entryOf('old'), permits[0])).toBe('refused');
    await ours.storage.confirm(quarantine);

    expect(await theirs.keyspace.offer('ada', entryOf('old'), permits[0])).toBe('refused');
    expect(await theirs.keyspace.offer('bob', entryOf('old'), permits[1])).toBe('refused');
    expect(await store('ada')).toBe('stored');
  });

  it('stays so through invalidation and expiry by others', async () => {
    await begin(ada);
    await theirs.keyspace.invalidate('ada');
    await theirs.keyspace.expire('ada');

    expect(await outcomeOf('ada')).toBe('quarantined');
  });

  it('is released by the last of several writes, whatever their order', async () => {
    const [first, second] = [await begin(ada), await theirs.storage.quarantine([ada], LONG)];
    await theirs.storage.confirm(second);
    expect(await outcomeOf('ada')).toBe('quarantined');
    await ours.storage.confirm(first);
    expect(await outcomeOf('ada')).toBe('acquired');
  });

  it('is released when its writer has died, and stays empty until then', async () => {
    await ours.storage.quarantine([ada], { standsFor: 300 });
    const living = await theirs.storage.quarantine([ada], { standsFor: 150 });
    await theirs.storage.confirm(living);
    expect(await outcomeOf('ada')).toBe('quarantined');

    await until(async () => (await outcomeOf('ada')) === 'acquired');
    expect(await theirs.value('ada')).toBeUndefined();
  });

  it('is not kept by a writer that has died, though others go on', async () => {
    await ours.storage.quarantine([ada], { standsFor: 100 });
    const living = await theirs.storage.quarantine([ada], LONG);
    await until(async () => (await at.redis.strlen(`${prefix}:users:{ada}`)) > 0);
    await new Promise((resolve) => setTimeout(resolve, 120));
    await theirs.storage.confirm(living);

    expect(await outcomeOf('ada')).toBe('acquired');
  });

  it('is kept for longer by who is asked to', async () => {
    const quarantine = await ours.storage.quarantine([ada], { standsFor: 400 });
    await at.redis.pexpire(`${prefix}:users:{ada}`, 300);
    expect(await ours.storage.extend(quarantine)).toBe(true);
    expect(await at.redis.pttl(`${prefix}:users:{ada}`)).toBeGreaterThan(300);
  });

  it('is taken again, and that is told, after it was lost', async () => {
    const quarantine = await begin(ada);
    await at.redis.del(`${prefix}:users:{ada}`);
    await store('ada');

    expect(await ours.storage.extend(quarantine)).toBe(false);
    expect(await outcomeOf('ada')).toBe('quarantined');
    await ours.storage.confirm(quarantine);
    expect(await outcomeOf('ada')).toBe('acquired');
  });

  it('takes away by its end whatever stands there', async () => {
    const quarantine = await begin(ada);
    await at.redis.del(`${prefix}:users:{ada}`);
    await store('ada');
    await ours.storage.confirm(quarantine);
    await ours.storage.confirm(quarantine);

    expect(await theirs.value('ada')).toBeUndefined();
  });
});

describe('a tag in quarantine', () => {
  it('makes all that carries it a miss, and refuses what is loaded, whenever its tags are known', async () => {
    await store('ada', ['team:red']);
    await store('bob', ['team:blue']);
    const early = await theirs.load('early');
    await begin(red);

    expect(await theirs.value('ada')).toBeUndefined();
    expect(await theirs.value('bob')).toBe('bob');
    expect(await outcomeOf('eve', ['team:red'])).toBe('quarantined');
    expect(await outcomeOf('eve', ['team:blue'])).toBe('acquired');
    expect(await theirs.keyspace.offer('early', entryOf('old', { tags: ['team:red'] }), early)).toBe('refused');
    expect(await store('late', ['team:red'])).toBe('refused');
    expect(await ours.value('late')).toBeUndefined();
    expect(await theirs.value('late')).toBeUndefined();
    expect(await store('late', ['team:blue'])).toBe('stored');
    expect(await ours.value('late')).toBe('late');
  });

  it('refuses what began to load while it stood, though it ends later', async () => {
    const quarantine = await begin(red);
    const permit = await theirs.load('ada');
    await ours.storage.confirm(quarantine);

    expect(await theirs.keyspace.offer('ada', entryOf('old', { tags: ['team:red'] }), permit)).toBe('refused');
    expect(await theirs.value('ada')).toBeUndefined();
    expect(await store('ada', ['team:red'])).toBe('stored');
    expect(await theirs.value('ada')).toBe('ada');
  });

  it('is released by the last of several writes', async () => {
    const [first, second] = [await begin(red), await theirs.storage.quarantine([red], LONG)];
    await theirs.storage.confirm(second);
    expect(await outcomeOf('ada', ['team:red'])).toBe('quarantined');
    expect(await store('bob', ['team:red'])).toBe('refused');
    await ours.storage.confirm(first);

    expect(await outcomeOf('ada', ['team:red'])).toBe('acquired');
    expect(await store('bob', ['team:red'])).toBe('stored');
  });

  it('is released when its writer has died, and what was loaded until then stays out', async () => {
    await ours.storage.quarantine([red], { standsFor: 200 });
    const permit = await theirs.load('ada');
    await until(async () => (await outcomeOf('bob', ['team:red'])) === 'acquired');

    expect(await theirs.keyspace.offer('ada', entryOf('old', { tags: ['team:red'] }), permit)).toBe('refused');
    expect(await theirs.value('ada')).toBeUndefined();
    await until(async () => (await store('ada', ['team:red'])) === 'stored');
    expect(await ours.value('ada')).toBe('ada');
  });

  it('is released when its writer has died also where nobody knows tags before a load', async () => {
    await ours.storage.quarantine([red], { standsFor: 100 });
    expect(await store('ada', ['team:red'])).toBe('refused');

    await until(async () => (await store('ada', ['team:red'])) === 'stored');
    expect(await ours.value('ada')).toBe('ada');
  });

  it('stays so while others are invalidated, and while it is invalidated itself', async () => {
    await begin(red);
    await theirs.storage.invalidateTags(['team:red', 'team:blue']);
    await theirs.storage.expireTags(['team:red']);

    expect(await outcomeOf('ada', ['team:red'])).toBe('quarantined');
    expect(await store('bob', ['team:red'])).toBe('refused');
  });

  it('stays so though its number or the clock is lost', async () => {
    await begin(red);
    const control = `${prefix}::{${prefix}}`;
    await at.redis.del(`${control}:tag:team:red`);
    expect(await outcomeOf('ada', ['team:red'])).toBe('quarantined');
    await at.redis.del(`${control}:clock`, `${control}:tag:team:red`);
    expect(await outcomeOf('ada', ['team:red'])).toBe('quarantined');
  });

  it('is taken again, and that is told, after it was lost', async () => {
    const quarantine = await begin(red);
    await at.redis.del(`${prefix}::{${prefix}}:writes`);

    expect(await ours.storage.extend(quarantine)).toBe(false);
    expect(await outcomeOf('ada', ['team:red'])).toBe('quarantined');
    expect(await ours.storage.extend(quarantine)).toBe(true);
  });

  it('leaves nothing behind but the number of the tag', async () => {
    const quarantine = await begin(red, ada);
    await ours.storage.confirm(quarantine);
    const keys = await at.redis.keys(`*${prefix}*`);

    expect(keys.map((key) => key.slice(key.lastIndexOf('}') + 1)).sort()).toEqual([':clock', ':tag:team:red']);
  });
});

describe('a quarantine', () => {
  it('tells the log of its beginning and its end, and who made it', async () => {
    const follower = await Follower.of(theirs.storage);
    const quarantine = await ours.storage.quarantine([ada, red], { ...LONG, origin: 'our tier' });
    const told = [
      { kind: 'keys', namespace: 'users', keys: ['ada'], origin: 'our tier' },
      { kind: 'tags', tags: ['team:red'], origin: 'our tier' },
    ];
    expect(await follower.news()).toEqual(['started', ...told]);
    await ours.storage.extend(quarantine);
    expect(await follower.news()).toEqual([]);
    await ours.storage.confirm(quarantine);

    expect(await follower.news()).toEqual(told);
  });
});
