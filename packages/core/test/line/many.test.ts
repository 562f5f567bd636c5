import { describe, expect, it } from '@jest/globals';
import {
  ConfigurationError,
  createMemoizer,
  LoadLimit,
  type LoadMany,
  type ManyOptions,
  standardConfiguration,
} from '../../src/index.js';
import { ManualClock, settle } from '../../src/testing/manual-clock.js';
import { MapStorage } from '../support/map-storage.js';

function setUp(
  loadMany: LoadMany<string, string> = (keys) => keys.map((key) => key.toUpperCase()),
  options: ManyOptions<string, string> = {},
) {
  const batches: string[][] = [];
  const clock = new ManualClock();
  const { memoizeMany } = createMemoizer({ ...standardConfiguration(new MapStorage()), clock });
  const users = memoizeMany<string, string>((keys, context) => {
    batches.push([...keys]);
    return loadMany(keys, context);
  }, options);
  return { users, batches, clock };
}

describe('a function for many keys', () => {
  it('answers in the order asked, duplicates too, and loads each key once', async () => {
    const { users, batches } = setUp();
    expect(await users.many(['b', 'a', 'b', 'c'])).toEqual(['B', 'A', 'B', 'C']);
    expect(batches).toEqual([['b', 'a', 'c']]);
  });

  it('loads only what is neither cached nor in flight', async () => {
    const { users, batches } = setUp();
    await users('a');
    const flying = users('b');
    expect(await users.many(['a', 'b', 'c'])).toEqual(['A', 'B', 'C']);
    expect(await flying).toBe('B');
    expect(batches).toEqual([['a'], ['b', 'c']]);
  });

  it('gathers the calls of one tick, also those that promises of it make', async () => {
    const { users, batches } = setUp();
    const late = Promise.resolve().then(() => users('b'));
    expect(await Promise.all([users('a'), late])).toEqual(['A', 'B']);
    expect(batches).toEqual([['a', 'b']]);
  });

  it('gathers for a span where one is given', async () => {
    const { users, batches, clock } = setUp(undefined, { gather: '10ms' });
    const early = users('a');
    await clock.advance(9);
    const late = users('b');
    await clock.advance(1);
    expect([await early, await late, batches]).toEqual(['A', 'B', [['a', 'b']]]);
  });

  it('loads no more than maxBatch keys at once', async () => {
    const { users, batches } = setUp(undefined, { maxBatch: 2 });
    await users.many(['a', 'b', 'c', 'd', 'e']);
    expect(batches).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  it('takes a map as well', async () => {
    const { users } = setUp((keys) => new Map(keys.map((key) => [key, key.repeat(2)])));
    expect(await users.many(['a', 'b'])).toEqual(['aa', 'bb']);
  });

  it('fails a failing key alone', async () => {
    const error = new Error('no such user');
    const { users } = setUp((keys) => keys.map((key) => (key === 'bad' ? error : key)));
    expect(await users.manySettled(['a', 'bad', 'b'])).toEqual([
      { status: 'fulfilled', value: 'a' },
      { status: 'rejected', reason: error },
      { status: 'fulfilled', value: 'b' },
    ]);
    await expect(users.many(['a', 'bad'])).rejects.toBe(error);
    expect(await users('a')).toBe('a');
  });

  it('fails every key of a batch that fails, and each may be asked for again', async () => {
    let isDown = true;
    const { users } = setUp((keys) => {
      if (isDown) throw new Error('down');
      return [...keys];
    });
    await expect(users('a')).rejects.toThrow('down');
    isDown = false;
    expect(await users('a')).toBe('a');
  });

  it.each<[string, LoadMany<string, string>, RegExp]>([
    ['an array of another length', () => ['only'], /asked for 2 keys and answered with 1/],
    ['a map without the key', () => new Map(), /nothing for this key/],
    ['neither', () => 'ab' as never, /an array or a map/],
  ])('fails keys whose loader answers %s', async (_name, loadMany, message) => {
    const { users } = setUp(loadMany);
    const results = await users.manySettled(['a', 'b']);
    expect(results.map((result) => (result as PromiseRejectedResult).reason.message)).toEqual([
      expect.stringMatching(message),
      expect.stringMatching(message),
    ]);
  });

  it('does not serve a key that was invalidated while its batch was loading', async () => {
    const releases: (() => void)[] = [];
    let version = 1;
    const { users } = setUp(async (keys) => {
      const read = version;
      await new Promise<void>((resolve) => releases.push(resolve));
      return keys.map((key) => `${key}${read}`);
    });
    const early = users.many(['a', 'b']);
    await settle();
    version = 2;
    await users.invalidateMany(['a']);
    const late = users.many(['a', 'b']);
    await settle();
    for (const release of releases) release();
    expect([await early, await late]).toEqual([
      ['a1', 'b1'],
      ['a2', 'b1'],
    ]);
  });

  it('tells the loader’s lifetimes and tags for every key of the batch', async () => {
    const { users } = setUp((keys, context) => {
      context.setLifeSpan({ updateAfter: '1s', expireAfter: '1s' });
      context.addTags('all');
      return [...keys];
    });
    await users.many(['a', 'b']);
    expect(await users.peek('b')).toMatchObject({ expiresAt: 1_000, tags: ['all'] });
  });

  it('asks for a key once that was invalidated between being gathered and being loaded', async () => {
    const { users, batches } = setUp((keys) => keys.map((key) => `${key} now`), { gather: '10ms' });
    const before = users.many(['a', 'b']);
    await users.invalidate('a');
    const after = users('a');
    await users.close();

    expect(await Promise.all([before, after])).toEqual([['a now', 'b now'], 'a now']);
    expect(batches).toEqual([['a', 'b']]);
  });

  it('still gathers while it is bypassed', async () => {
    const { users, batches } = setUp(undefined, { bypassed: true });
    expect(await users.many(['a', 'b', 'a'])).toEqual(['A', 'B', 'A']);
    expect(batches).toEqual([['a', 'b', 'a']]);
  });

  it('counts batches, and not keys, under a limit on concurrent loads', async () => {
    const releases: (() => void)[] = [];
    const { users, batches } = setUp(
      async (keys) => {
        await new Promise<void>((resolve) => releases.push(resolve));
        return [...keys];
      },
      { maxBatch: 2, maxConcurrentLoads: 1 },
    );
    const all = users.many(['a', 'b', 'c', 'd']);
    await settle();
    expect(batches).toEqual([['a', 'b']]);
    releases[0]!();
    await settle();
    expect(batches).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    releases[1]!();

    expect(await all).toEqual(['a', 'b', 'c', 'd']);
    expect(users.statistics()).toMatchObject({ queuedLoads: 2, loads: 4 });
  });

  it('fails the keys of a batch that finds the queue full, and none of the others', async () => {
    const releases: (() => void)[] = [];
    const limit = new LoadLimit({ concurrent: 1, queue: 0 });
    const { users } = setUp(
      async (keys) => {
        await new Promise<void>((resolve) => releases.push(resolve));
        return [...keys];
      },
      { maxBatch: 2, loadLimit: limit },
    );
    const all = users.manySettled(['a', 'b', 'c', 'd']);
    await settle();
    releases[0]!();

    expect((await all).map((result) => (result as any).value ?? (result as any).reason.code)).toEqual([
      'a',
      'b',
      'ERR_MEMOIR_LOAD_QUEUE_FULL',
      'ERR_MEMOIR_LOAD_QUEUE_FULL',
    ]);
    expect(users.statistics()).toMatchObject({ rejectedLoads: 2, loadFailures: 0 });
    expect(limit.running).toBe(0);
  });

  it('leaves out keys whose callers have all left before their batch begins', async () => {
    const { users, batches } = setUp(undefined, { gather: '10ms' });
    const controller = new AbortController();
    const leaving = users
      .with({ signal: controller.signal })('a')
      .catch((error) => error.name);
    const staying = users('b');
    controller.abort();
    users.close();

    expect([await leaving, await staying]).toEqual(['AbortError', 'B']);
    expect(batches).toEqual([['b']]);
  });

  it('takes a batch out of the queue that nobody waits for any more', async () => {
    const releases: (() => void)[] = [];
    const limit = new LoadLimit({ concurrent: 1 });
    const { users, batches } = setUp(
      async (keys) => {
        await new Promise<void>((resolve) => releases.push(resolve));
        return [...keys];
      },
      { loadLimit: limit },
    );
    const busy = users('a');
    await settle();
    const controller = new AbortController();
    const leaving = users
      .with({ signal: controller.signal })('b')
      .catch(() => 'left');
    await settle();
    expect(limit.waiting).toBe(1);
    controller.abort();
    await settle();
    expect(limit.waiting).toBe(0);
    releases[0]!();

    expect([await busy, await leaving, batches]).toEqual(['a', 'left', [['a']]]);
  });

  it('ends with close: what waits for its turn is refused, no timer is left', async () => {
    const releases: (() => void)[] = [];
    const { users, clock } = setUp(
      async (keys) => {
        await new Promise<void>((resolve) => releases.push(resolve));
        return [...keys];
      },
      { maxBatch: 1, maxConcurrentLoads: 1, gather: '1s' },
    );
    const busy = users('a');
    const waiting = users('b').catch((error) => error.code);
    await settle();
    await users.close();
    expect(await waiting).toBe('ERR_MEMOIR_CLOSED');
    releases[0]!();
    expect(await busy).toBe('a');
    await settle();
    expect(clock.pending).toBe(0);
  });

  it.each([{ maxBatch: 0 }, { maxBatch: 1.5 }, { gather: 'tock' }])('refuses %p', (options) => {
    expect(() => setUp(undefined, options as never)).toThrow(ConfigurationError);
  });
});
