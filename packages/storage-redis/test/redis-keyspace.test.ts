import { beforeEach, describe, expect, it } from '@jest/globals';
import { entryOf, freshPrefix, type Process } from './support/processes.js';
import { ServerForTests } from './support/server-for-tests.js';

const at = new ServerForTests();
const { processes } = at;
let prefix: string;
let ours: Process;
const nameOf = (key: string) => `${prefix}:users:{${key}}`;

beforeEach(() => {
  prefix = freshPrefix();
  ours = processes.open({ prefix });
});

describe('a keyspace in Redis', () => {
  it('misses what nobody stored', async () => {
    expect(await ours.keyspace.get('ada')).toBeUndefined();
    expect(ours.reports).toEqual([]);
  });

  it('gives every fact about an entry back, to another process too', async () => {
    const theirs = processes.open({ prefix });
    const entry = entryOf('Ada', {
      version: '7',
      tags: ['team:red', 'ü\ud800'],
      loadedIn: 12.5,
      keepUntil: Date.now() + 3e6,
    });

    expect(await ours.keyspace.offer('ada', entry, await ours.load('ada'))).toBe('stored');

    expect({ ...(await ours.keyspace.get('ada')) }).toEqual(entry);
    const seen = await theirs.keyspace.get('ada');
    expect(seen).toMatchObject({ value: 'Ada', version: '7', tags: entry.tags, loadedIn: 12.5 });
    for (const instant of ['createdAt', 'staleAt', 'expiresAt', 'keepUntil'] as const) {
      expect(Math.abs(seen![instant] - entry[instant])).toBeLessThan(50);
    }
  });

  it.each([[undefined], [null], [0], [''], [Number.NaN], [false]])('keeps %p apart from a miss', async (value) => {
    const any = processes.open<unknown>({ prefix });
    await any.keyspace.offer('ada', entryOf<unknown>(value), await any.load('ada'));

    const entry = await any.keyspace.get('ada');
    expect(entry).toBeDefined();
    expect(entry!.value).toBe(value);
  });

  const keys = [
    '',
    ' ',
    'a b',
    '{',
    '}',
    '{}',
    'a}b{c',
    'two\nlines',
    '🚀',
    '\ud83d',
    '%',
    ':turn',
    '\0',
    'x'.repeat(10_000),
  ];
  it.each(keys.map((key) => [JSON.stringify(key).slice(0, 20), key]))(
    'takes %s as a key, apart from all others',
    async (_title, key) => {
      for (const other of [`${key}!`, key.slice(1) || '?']) {
        await ours.keyspace.offer(other, entryOf('other'), await ours.load(other));
      }
      await ours.keyspace.offer(key, entryOf('mine'), await ours.load(key));

      expect(await ours.value(key)).toBe('mine');
      await ours.keyspace.invalidate(key);
      expect(await ours.value(key)).toBeUndefined();
      expect(await ours.value(`${key}!`)).toBe('other');
    },
  );

  it('keeps namespaces and prefixes apart', async () => {
    const elsewhere = processes.open({ prefix: freshPrefix() });
    const teams = ours.also<string>('teams');
    await ours.keyspace.offer('red', entryOf('user'), await ours.load('red'));

    expect(await teams.get('red')).toBeUndefined();
    expect(await elsewhere.value('red')).toBeUndefined();
  });

  it('answers an expired entry while it is kept, and lets Redis drop it then', async () => {
    const now = Date.now();
    const kept = entryOf('old', {
      createdAt: now - 100,
      staleAt: now - 50,
      expiresAt: now - 10,
      keepUntil: now + 60_000,
    });
    await ours.keyspace.offer('ada', kept, await ours.load('ada'));

    expect((await ours.keyspace.get('ada'))!.expiresAt).toBeLessThan(Date.now());
    expect(await at.redis.pttl(nameOf('ada'))).toBeGreaterThan(59_000);
    expect(await at.redis.pttl(nameOf('ada'))).toBeLessThanOrEqual(60_000);
  });

  it('keeps an entry that never ends without an expiry in Redis', async () => {
    const never = { staleAt: Number.POSITIVE_INFINITY, expiresAt: Number.POSITIVE_INFINITY };
    await ours.keyspace.offer('ada', entryOf('Ada', never), await ours.load('ada'));

    expect(await at.redis.pttl(nameOf('ada'))).toBe(-1);
    expect((await ours.keyspace.get('ada'))!.keepUntil).toBe(Number.POSITIVE_INFINITY);
  });

  it('misses what is no longer kept, also while Redis still has it', async () => {
    const past = Date.now() - 1_000;
    await ours.keyspace.offer(
      'ada',
      entryOf('old', { createdAt: past, staleAt: past, expiresAt: past }),
      await ours.load('ada'),
    );
    await at.redis.persist(nameOf('ada'));

    expect(await ours.value('ada')).toBeUndefined();
  });

  it('keeps what is released, for the others', async () => {
    await ours.keyspace.offer('ada', entryOf('Ada'), await ours.load('ada'));

    expect(ours.keyspace.release()).toBe('kept');
    expect(await ours.value('ada')).toBe('Ada');
  });

  it('reads many keys in the order asked, with one command', async () => {
    for (const key of ['a', 'c']) await ours.keyspace.offer(key, entryOf(key), await ours.load(key));
    await at.forgetCommands();

    const entries = await ours.keyspace.getMany(['c', 'b', 'a', 'c']);

    expect(entries.map((entry) => entry?.value)).toEqual(['c', undefined, 'a', 'c']);
    expect(await at.commands()).toEqual({ mget: 1 });
  });

  it('stores without a permit over whatever stands, which voids the permits for it', async () => {
    const permit = await ours.load('ada');
    expect(await ours.keyspace.offer('ada', entryOf('direct'))).toBe('stored');

    expect(await ours.keyspace.offer('ada', entryOf('loaded'), permit)).toBe('refused');
    expect(await ours.value('ada')).toBe('direct');
  });
});

describe('an offer without a permit', () => {
  it.each(['invalidate', 'expire', 'clear'] as const)('loses to %s called after it', async (removal) => {
    // The server knows the scripts: what is sent first arrives first.
    await ours.keyspace.clear();
    const offer = ours.keyspace.offer('ada', entryOf('old'));
    const removed = ours.keyspace[removal]('ada');

    expect(await offer).toBe('refused');
    await removed;
    expect(await ours.value('ada')).toBeUndefined();
  });
});

describe('a permit', () => {
  it('is void after an invalidation, also where nothing stood', async () => {
    const theirs = processes.open({ prefix });
    const permit = await ours.load('ada');
    await theirs.keyspace.invalidate('ada');

    expect(await ours.keyspace.offer('ada', entryOf('old'), permit)).toBe('refused');
    expect(await theirs.value('ada')).toBeUndefined();
  });

  it('is void after an invalidation and a newer load', async () => {
    const theirs = processes.open({ prefix });
    const early = await ours.load('ada');
    await theirs.keyspace.invalidate('ada');
    const late = await theirs.load('ada');

    expect(await ours.keyspace.offer('ada', entryOf('old'), early)).toBe('refused');
    expect(await theirs.keyspace.offer('ada', entryOf('new'), late)).toBe('stored');
    expect(await ours.keyspace.offer('ada', entryOf('old'), early)).toBe('refused');
    expect(await ours.value('ada')).toBe('new');
  });

  it('is used up by one offer', async () => {
    const permit = await ours.load('ada');
    await ours.keyspace.offer('ada', entryOf('first'), permit);

    expect(await ours.keyspace.offer('ada', entryOf('second'), permit)).toBe('refused');
  });

  it('over a standing value stores in its place, and only while it stands', async () => {
    const theirs = processes.open({ prefix });
    await ours.keyspace.offer('ada', entryOf('v1'), await ours.load('ada'));
    const standing = await ours.keyspace.get('ada');
    const permit = await ours.load('ada', { standing });
    expect(await theirs.value('ada')).toBe('v1');

    expect(await ours.keyspace.offer('ada', entryOf('v2'), permit)).toBe('stored');
    expect(await theirs.value('ada')).toBe('v2');

    const next = await ours.load('ada', { standing: await ours.keyspace.get('ada') });
    await theirs.keyspace.invalidate('ada');
    expect(await ours.keyspace.offer('ada', entryOf('v3'), next)).toBe('refused');
    expect(await theirs.value('ada')).toBeUndefined();
  });

  it('over a standing value is void after it was expired', async () => {
    const theirs = processes.open({ prefix });
    await ours.keyspace.offer('ada', entryOf('v1'), await ours.load('ada'));
    const permit = await ours.load('ada', { standing: await ours.keyspace.get('ada') });
    await theirs.keyspace.expire('ada');

    expect(await ours.keyspace.offer('ada', entryOf('old'), permit)).toBe('refused');
    expect(await theirs.value('ada')).toBe('v1');
  });

  it('outlives the value it stands for', async () => {
    const short = entryOf('v1', { staleAt: Date.now(), expiresAt: Date.now() + 40, keepUntil: Date.now() + 40 });
    await ours.keyspace.offer('ada', short, await ours.load('ada'));
    const permit = await ours.load('ada', { standing: await ours.keyspace.get('ada') });

    expect(await at.redis.pttl(nameOf('ada'))).toBeGreaterThan(4_000);
    expect(await ours.keyspace.offer('ada', entryOf('v2'), permit)).toBe('stored');
  });
});

describe('a lease', () => {
  it('is held by one, and found taken by others', async () => {
    const theirs = processes.open({ prefix });
    await ours.load('ada');

    expect((await theirs.keyspace.acquire('ada')).kind).toBe('held');
    expect((await ours.keyspace.acquire('ada')).kind).toBe('held');
    expect(await theirs.value('ada')).toBeUndefined();
  });

  it('finds what somebody stored meanwhile', async () => {
    const theirs = processes.open({ prefix });
    await theirs.keyspace.offer('ada', entryOf('Ada'), await theirs.load('ada'));

    expect(await ours.keyspace.acquire('ada')).toMatchObject({ kind: 'found', entry: { value: 'Ada' } });
  });

  it('runs out unless it is extended', async () => {
    await processes.open({ prefix, leaseFor: 30 }).load('ada');
    const patient = processes.open({ prefix, leaseFor: 30 });
    const permit = await ours.keyspace.acquire('ada');
    expect(permit.kind).toBe('held');
    if (permit.kind === 'held') await permit.released;

    expect((await patient.keyspace.acquire('ada')).kind).toBe('acquired');
  });

  it('is extended by its owner alone', async () => {
    const permit = await ours.load('ada');
    await at.redis.pexpire(nameOf('ada'), 100);

    expect(await ours.keyspace.extend('ada', permit)).toBe(true);
    expect(await at.redis.pttl(nameOf('ada'))).toBeGreaterThan(4_000);
    await ours.keyspace.invalidate('ada');
    expect(await ours.keyspace.extend('ada', permit)).toBe(false);
    await ours.load('ada');
    expect(await ours.keyspace.extend('ada', permit)).toBe(false);
  });

  it('is given back by its owner alone', async () => {
    const theirs = processes.open({ prefix });
    const permit = await ours.load('ada');
    await ours.keyspace.abandon('ada', permit);
    const next = await theirs.load('ada');

    await ours.keyspace.abandon('ada', permit);
    expect(await theirs.keyspace.extend('ada', next)).toBe(true);
  });

  it('over a standing value is one at a time, and leaves the value readable', async () => {
    const theirs = processes.open({ prefix });
    await ours.keyspace.offer('ada', entryOf('v1', { staleAt: Date.now() }), await ours.load('ada'));
    const permit = await ours.load('ada', { standing: await ours.keyspace.get('ada') });
    const standing = await theirs.keyspace.get('ada');

    expect(standing?.value).toBe('v1');
    expect((await theirs.keyspace.acquire('ada', { standing })).kind).toBe('held');
    await ours.keyspace.abandon('ada', permit);
    expect((await theirs.keyspace.acquire('ada', { standing })).kind).toBe('acquired');
  });

  it('over a value that was refreshed meanwhile finds the newer one', async () => {
    const theirs = processes.open({ prefix });
    await ours.keyspace.offer('ada', entryOf('v1', { staleAt: Date.now() }), await ours.load('ada'));
    const standing = await theirs.keyspace.get('ada');
    await ours.keyspace.offer(
      'ada',
      entryOf('v2'),
      await ours.load('ada', { standing: await ours.keyspace.get('ada') }),
    );

    expect(await theirs.keyspace.acquire('ada', { standing })).toMatchObject({ kind: 'found', entry: { value: 'v2' } });
  });

  it('over a value that is gone is the lease itself', async () => {
    const theirs = processes.open({ prefix });
    await ours.keyspace.offer('ada', entryOf('v1'), await ours.load('ada'));
    const standing = await ours.keyspace.get('ada');
    await theirs.keyspace.invalidate('ada');

    expect((await ours.keyspace.acquire('ada', { standing })).kind).toBe('acquired');
    expect((await theirs.keyspace.acquire('ada')).kind).toBe('held');
  });

  it('is taken from whoever has it by one that supersedes', async () => {
    const theirs = processes.open({ prefix });
    const early = await theirs.load('ada');
    const late = await ours.load('ada', { supersede: true });

    expect(await theirs.keyspace.offer('ada', entryOf('early'), early)).toBe('refused');
    expect(await ours.keyspace.offer('ada', entryOf('late'), late)).toBe('stored');

    const refresh = await theirs.load('ada', { standing: await theirs.keyspace.get('ada') });
    const prime = await ours.load('ada', { supersede: true });
    expect(await theirs.value('ada')).toBe('late');
    expect(await theirs.keyspace.offer('ada', entryOf('refreshed'), refresh)).toBe('refused');
    expect(await ours.keyspace.offer('ada', entryOf('primed'), prime)).toBe('stored');
    expect(await theirs.value('ada')).toBe('primed');
  });
});

describe('expiring a key', () => {
  it('leaves it as a fallback for as long as it was to be kept', async () => {
    const entry = entryOf('v1', { keepUntil: Date.now() + 300_000 });
    await ours.keyspace.offer('ada', entry, await ours.load('ada'));
    await ours.keyspace.expire('ada');

    const expired = (await ours.keyspace.get('ada'))!;
    expect(expired.value).toBe('v1');
    expect(expired.expiresAt).toBeLessThanOrEqual(Date.now());
    expect(expired.staleAt).toBeLessThanOrEqual(expired.expiresAt);
    expect(expired.keepUntil).toBe(entry.keepUntil);
    expect(await at.redis.pttl(nameOf('ada'))).toBeGreaterThan(290_000);
  });

  it('voids a lease, and does nothing where nothing stands', async () => {
    const permit = await ours.load('ada');
    await ours.keyspace.expire('ada');
    await ours.keyspace.expire('nobody');

    expect(await ours.keyspace.offer('ada', entryOf('old'), permit)).toBe('refused');
    expect(await ours.value('nobody')).toBeUndefined();
  });

  it('lets a new load begin at once', async () => {
    await ours.keyspace.offer('ada', entryOf('v1'), await ours.load('ada'));
    await ours.load('ada', { standing: await ours.keyspace.get('ada') });
    await ours.keyspace.expire('ada');

    const next = await ours.load('ada', { standing: await ours.keyspace.get('ada') });
    expect(await ours.keyspace.offer('ada', entryOf('v2'), next)).toBe('stored');
  });
});
