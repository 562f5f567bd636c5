import { beforeEach, describe, expect, it } from '@jest/globals';
import { entryOf, freshPrefix, type Process } from './support/processes.js';
import { ServerForTests } from './support/server-for-tests.js';

const at = new ServerForTests();
let prefix: string;
let ours: Process;
let theirs: Process;

beforeEach(() => {
  prefix = freshPrefix();
  ours = at.processes.open({ prefix });
  theirs = at.processes.open({ prefix });
});

/** As a load does that learns its tags from the loader, or knows them before. */
async function store(process: Process, key: string, tags: readonly string[], known: readonly string[] = []) {
  return process.keyspace.offer(key, entryOf(key, { tags }), await process.load(key, { tags: known }));
}

const control = (rest: string) => `${prefix}::{${prefix}}:${rest}`;

describe('invalidating tags', () => {
  it('reaches what carries one of them, in every namespace and process, and nothing else', async () => {
    const teams = theirs.also<string>('teams');
    const lease = await teams.acquire('red');
    await teams.offer(
      'red',
      entryOf('Red', { tags: ['team:red'] }),
      lease.kind === 'acquired' ? lease.permit : undefined,
    );
    await store(ours, 'ada', ['team:red', 'user:ada']);
    await store(ours, 'bob', ['team:blue']);
    await store(ours, 'eve', []);

    await ours.storage.invalidateTags(['team:red', 'team:green']);

    expect(await teams.get('red')).toBeUndefined();
    expect(await theirs.value('ada')).toBeUndefined();
    expect(await theirs.value('bob')).toBe('bob');
    expect(await theirs.value('eve')).toBe('eve');
  });

  it('keeps out what a load under way brings, whenever its tags are known', async () => {
    const early = await ours.load('ada', { tags: ['team:red'] });
    const late = await ours.load('bob');
    await theirs.storage.invalidateTags(['team:red']);

    expect(await ours.keyspace.offer('ada', entryOf('old', { tags: ['team:red'] }), early)).toBe('refused');
    expect(await ours.keyspace.offer('bob', entryOf('old', { tags: ['team:red'] }), late)).toBe('refused');
    expect([await theirs.value('ada'), await theirs.value('bob')]).toEqual([undefined, undefined]);
  });

  it('lets through what is loaded afterwards', async () => {
    await theirs.storage.invalidateTags(['team:red']);

    expect(await store(ours, 'ada', ['team:red'])).toBe('stored');
    expect(await theirs.value('ada')).toBe('ada');
  });

  it('reaches a tag that nobody has seen before', async () => {
    await ours.storage.invalidateTags(['never seen']);
    await store(ours, 'ada', ['never seen']);
    await ours.storage.invalidateTags(['never seen']);

    expect(await theirs.value('ada')).toBeUndefined();
  });

  it('of none does nothing', async () => {
    await store(ours, 'ada', ['team:red']);
    await ours.storage.invalidateTags([]);

    expect(await theirs.value('ada')).toBe('ada');
  });

  it('takes one script however many entries carry the tag', async () => {
    await Promise.all(Array.from({ length: 200 }, (_, index) => store(ours, `user ${index}`, ['all'])));
    await at.forgetCommands();
    await ours.storage.invalidateTags(['all']);

    const { evalsha, eval: first } = await at.commands();
    expect((evalsha ?? 0) + (first ?? 0)).toBeLessThanOrEqual(2);
    const keys = Array.from({ length: 200 }, (_, index) => `user ${index}`);
    expect((await theirs.keyspace.getMany(keys)).every((entry) => entry === undefined)).toBe(true);
  });

  it('takes any text for a tag', async () => {
    const tags = ['', '{}', 'a:b', '\ud800', '\n', 'x'.repeat(1_000), '🚀'];
    for (const tag of tags) await store(ours, `key of ${JSON.stringify(tag)}`, [tag]);
    for (const tag of tags) {
      expect(await theirs.value(`key of ${JSON.stringify(tag)}`)).toBeDefined();
      await ours.storage.invalidateTags([tag]);
      expect(await theirs.value(`key of ${JSON.stringify(tag)}`)).toBeUndefined();
    }
  });
});

describe('expiring tags', () => {
  it('leaves what carries them as a fallback', async () => {
    const entry = entryOf('Ada', { tags: ['team:red'], keepUntil: Date.now() + 300_000 });
    await ours.keyspace.offer('ada', entry, await ours.load('ada'));
    await theirs.storage.expireTags(['team:red']);

    const expired = (await ours.keyspace.get('ada'))!;
    expect(expired.value).toBe('Ada');
    expect(expired.expiresAt).toBeLessThanOrEqual(Date.now());
    expect(expired.keepUntil).toBe(entry.keepUntil);
  });

  it('keeps out what a load under way brings', async () => {
    const permit = await ours.load('ada', { tags: ['team:red'] });
    await theirs.storage.expireTags(['team:red']);

    expect(await ours.keyspace.offer('ada', entryOf('old', { tags: ['team:red'] }), permit)).toBe('refused');
  });

  it('does not bring back what was invalidated', async () => {
    await store(ours, 'ada', ['team:red']);
    await ours.storage.invalidateTags(['team:red']);
    await ours.storage.expireTags(['team:red']);

    expect(await theirs.value('ada')).toBeUndefined();
  });

  it('is over once it is loaded again', async () => {
    await store(ours, 'ada', ['team:red']);
    await theirs.storage.expireTags(['team:red']);
    const standing = (await ours.keyspace.get('ada'))!;
    await ours.keyspace.offer('ada', entryOf('new', { tags: ['team:red'] }), await ours.load('ada', { standing }));

    const entry = (await theirs.keyspace.get('ada'))!;
    expect(entry.value).toBe('new');
    expect(entry.expiresAt).toBeGreaterThan(Date.now());
  });
});

describe('what is known of tags', () => {
  it('costs nothing on a hit while no tag is invalidated, and one read for all of them afterwards', async () => {
    await store(ours, 'ada', ['team:red', 'user:ada']);
    await theirs.keyspace.get('ada');
    await at.forgetCommands();
    await theirs.keyspace.get('ada');
    await theirs.keyspace.get('ada');
    expect((await at.commands())['mget']).toBe(2);

    await ours.storage.invalidateTags(['something else']);
    await at.forgetCommands();
    for (let read = 0; read < 5; read++) expect(await theirs.value('ada')).toBe('ada');
    expect((await at.commands())['mget']).toBe(5 + 1);
  });

  it('is asked for once an entry with tags was met, which is then read a second time', async () => {
    await store(ours, 'ada', ['team:red']);
    await ours.keyspace.offer('bob', entryOf('bob'), await ours.load('bob'));
    await theirs.value('bob');
    await at.forgetCommands();

    expect(await theirs.value('bob')).toBe('bob');
    expect(await at.commands()).toEqual({ mget: 1 });
    expect(await Promise.all([theirs.value('ada'), theirs.value('bob')])).toEqual(['ada', 'bob']);
    expect(await at.commands()).toEqual({ mget: 1 + 2 });
    await theirs.keyspace.get('ada');
    expect(await at.commands()).toEqual({ mget: 1 + 2 + 1 });
  });

  it('does not cost the first load of a new tag, while others are invalidated all the time', async () => {
    const permit = await ours.load('ada', { tags: ['user:ada'] });
    await theirs.storage.invalidateTags(['something else']);

    expect(await ours.keyspace.offer('ada', entryOf('Ada', { tags: ['user:ada'] }), permit)).toBe('stored');
    expect(await theirs.value('ada')).toBe('Ada');
  });

  it('costs one load where the tag is new, was not named, and others were invalidated meanwhile', async () => {
    const permit = await ours.load('ada');
    await theirs.storage.invalidateTags(['something else']);

    expect(await ours.keyspace.offer('ada', entryOf('Ada', { tags: ['user:ada'] }), permit)).toBe('refused');
    expect(await store(ours, 'ada', ['user:ada'])).toBe('stored');
    expect(await theirs.value('ada')).toBe('ada');
  });

  it('when lost costs misses, and never brings back what was invalidated', async () => {
    await store(ours, 'ada', ['team:red']);
    await store(ours, 'bob', ['team:blue']);
    await ours.storage.invalidateTags(['team:red']);
    await at.redis.del(control('tag:team:red'), control('tag:team:blue'));

    expect(await at.processes.open({ prefix }).value('ada')).toBeUndefined();
    expect(await at.processes.open({ prefix }).value('bob')).toBeUndefined();
    expect(await store(ours, 'ada', ['team:red'])).toBe('stored');
    expect(await theirs.value('ada')).toBe('ada');
  });

  it('is worth nothing without the clock, which only tagged entries need', async () => {
    await store(ours, 'ada', ['team:red']);
    await store(ours, 'eve', []);
    await ours.storage.invalidateTags(['team:red']);
    await at.redis.del(control('clock'));

    expect(await theirs.value('ada')).toBeUndefined();
    expect(await theirs.value('eve')).toBe('eve');
    expect(await store(ours, 'ada', ['team:red'])).toBe('stored');
    expect(await theirs.value('ada')).toBe('ada');
    await ours.storage.invalidateTags(['team:red']);
    expect(await theirs.value('ada')).toBeUndefined();
  });

  it('is forgotten by Redis in the end, later than what carries it', async () => {
    await ours.keyspace.offer(
      'ada',
      entryOf('Ada', { tags: ['day'], expiresAt: Date.now() + 86_400_000 }),
      await ours.load('ada'),
    );
    const forEver = { staleAt: Number.POSITIVE_INFINITY, expiresAt: Number.POSITIVE_INFINITY };
    await ours.keyspace.offer('bob', entryOf('Bob', { tags: ['ever'], ...forEver }), await ours.load('bob'));
    await store(ours, 'eve', ['short']);

    expect(await at.redis.pttl(control('tag:day'))).toBeGreaterThan(86_390_000);
    expect(await at.redis.pttl(control('tag:ever'))).toBe(-1);
    expect(await at.redis.pttl(control('tag:short'))).toBeGreaterThan(3_590_000);
    await ours.storage.invalidateTags(['day', 'ever', 'short']);
    expect(await at.redis.pttl(control('tag:day'))).toBeGreaterThan(86_390_000);
    expect(await at.redis.pttl(control('tag:short'))).toBeLessThanOrEqual(3_600_000);
  });
});
