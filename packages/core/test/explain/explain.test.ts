import { describe, expect, it } from '@jest/globals';
import { type KeyFacts, LoadLimit, SerializedStorage, V8Serde, withWrite } from '../../src/index.js';
import { ManualClock, settle } from '../../src/testing/manual-clock.js';
import { heldLoads } from '../support/held-loads.js';
import { RemoteStorage } from '../support/remote-storage.js';
import { setUp, watch } from '../support/set-up.js';

const SPANS = { updateAfter: '10s', expireAfter: '30s', keepStaleFor: '1m' } as const;

async function filled(options: Parameters<typeof setUp>[0] = {}) {
  const world = setUp({ ...SPANS, ...options });
  const call = world.cached('ada');
  world.loads[0]!.resolve('Ada');
  await call;
  return world;
}

describe('explain says of the next call that it', () => {
  it('misses where nothing stands', async () => {
    const { cached } = setUp({ namespace: 'users' });

    expect(await cached.explain('ada')).toMatchObject({
      verdict: 'miss',
      key: 'ada',
      namespace: 'users',
      isStored: true,
      breaker: 'closed',
      isDistrusted: false,
      isBeingRemoved: false,
      isUnderWrite: false,
      fencedLoads: 0,
    });
  });

  it('hits what is fresh, with its age and what becomes of it', async () => {
    const { cached, clock } = await filled({ resultTags: () => ['team:red'], start: 1_000 });
    await clock.advance(4_000);

    const explained = await cached.explain('ada');

    expect(explained).toMatchObject({
      verdict: 'hit',
      at: 5_000,
      entry: {
        tier: 'storage',
        age: 4_000,
        freshness: 'fresh',
        createdAt: 1_000,
        staleAt: 11_000,
        expiresAt: 31_000,
        keepUntil: 91_000,
        tags: ['team:red'],
      },
    });
    expect(explained.reasons.slice(0, 2)).toEqual([
      'a fresh value',
      'in storage: loaded 4 s ago, stale in 6 s, expires in 26 s, may be dropped in 1.4 min',
    ]);
    expect(JSON.stringify(explained)).not.toContain('Ada');
  });

  it('gets a stale value', async () => {
    const { cached, clock } = await filled();
    await clock.advance(10_000);

    expect(await cached.explain('ada')).toMatchObject({ verdict: 'stale', entry: { freshness: 'stale' } });
  });

  it('misses where what stands has expired, and is a fallback', async () => {
    const { cached, clock } = await filled();
    await clock.advance(30_000);

    const explained = await cached.explain('ada');

    expect(explained).toMatchObject({ verdict: 'miss', entry: { freshness: 'expired' } });
    expect(explained.reasons[0]).toContain('has expired, and is only a fallback');
  });

  it('misses where what stands is no longer kept', async () => {
    const { cached, clock } = await filled();
    await clock.advance(90_000);

    const explained = await cached.explain('ada');

    expect(explained).toMatchObject({ verdict: 'miss' });
    expect(explained).not.toHaveProperty('entry');
  });

  it('joins a load, with its age and those who wait', async () => {
    const { cached, clock, loads } = setUp();
    const calls = [cached('ada'), cached('ada')];
    await clock.advance(3_000);

    const explained = await cached.explain('ada');

    expect(explained).toMatchObject({
      verdict: 'join',
      flight: { stage: 'loading', age: 3_000, since: 0, calls: 2, background: false },
    });
    expect(explained.reasons[0]).toBe('a load of this key has been loading for 3 s; 2 calls wait for it');
    loads[0]!.resolve('Ada');
    await Promise.all(calls);
  });

  it('misses beside a load that was fenced', async () => {
    const { cached, loads } = setUp();
    const early = cached('ada');
    await cached.invalidate('ada');

    const explained = await cached.explain('ada');

    expect(explained).toMatchObject({ verdict: 'miss', fencedLoads: 1 });
    expect(explained.reasons).toContain('1 older load runs on, fenced: not to be stored');
    loads[0]!.resolve('old');
    await early;
  });

  it('joins a load of a tag that was invalidated only if the load is not known to carry it', async () => {
    const { TaggedMapStorage } = await import('../support/tagged-map-storage.js');
    const { cached, loads } = setUp({ tags: (id: string) => [id] }, new TaggedMapStorage());
    const early = cached('ada');
    await cached.invalidateTags(['ada']);

    expect(await cached.explain('ada')).toMatchObject({ verdict: 'miss' });
    loads[0]!.resolve('old');
    await early;
  });

  it('goes past the cache while it is bypassed', async () => {
    const { cached } = await filled({ bypassed: true });

    expect(await cached.explain('ada')).toMatchObject({ verdict: 'bypass' });
  });

  it.each([['it is not configured', { configured: false }, 'ERR_MEMOIR_NOT_CONFIGURED']])(
    'is refused where %s',
    async (_why, options, code) => {
      const { cached } = setUp(options);

      expect(await cached.explain('ada')).toMatchObject({ verdict: 'refused', error: { code } });
    },
  );

  it('is refused after close, and for arguments without a key', async () => {
    const { cached } = setUp<[id: unknown]>();
    const unkeyable = await cached.explain((() => undefined) as unknown);
    await cached.close();

    expect(unkeyable).toMatchObject({ verdict: 'refused', error: { code: 'ERR_MEMOIR_UNKEYABLE_ARGUMENT' } });
    expect(await cached.explain('ada')).toMatchObject({ verdict: 'refused', error: { code: 'ERR_MEMOIR_CLOSED' } });
  });

  it('gets the error of a load that failed not long ago', async () => {
    const { cached, loads } = setUp({ errorLifeSpan: () => ({ expireAfter: '30s' }) });
    const failing = cached('ada');
    loads[0]!.reject(new Error('no such user'));
    await failing.catch(() => undefined);

    const explained = await cached.explain('ada');

    expect(explained).toMatchObject({ verdict: 'error', error: { message: 'no such user' } });
    expect(explained.reasons[0]).toContain('no such user');
  });

  it('gets the kept value while attempts pause', async () => {
    const { cached, loads, clock } = await filled();
    await clock.advance(30_000);
    const failing = cached('ada');
    loads[1]!.reject(new Error('down'));
    await failing;

    const explained = await cached.explain('ada');

    expect(explained).toMatchObject({ verdict: 'stale', entry: { freshness: 'expired' } });
    expect(explained.reasons[0]).toContain('attempts pause');
  });

  it('gets the kept value while a load outruns the soft timeout', async () => {
    const { cached, loads, clock } = await filled({ softTimeout: '1s' });
    await clock.advance(30_000);
    const early = cached('ada');
    await clock.advance(1_000);

    expect(await cached.explain('ada')).toMatchObject({ verdict: 'stale', entry: { freshness: 'expired' } });
    loads[1]!.resolve('Ada again');
    await early;
  });

  it('waits for its turn under a limit on loads, and is refused where the queue is full', async () => {
    const clock = new ManualClock();
    const { load, loads } = heldLoads();
    const loadLimit = new LoadLimit({ concurrent: 1, queue: 1, name: 'the users API' });
    const cached = watch(load, { loadLimit, clock }, clock);
    const calls = [cached('a')];
    const waiting = await cached.explain('ada');
    calls.push(cached('b'));
    const refused = await cached.explain('ada');

    expect(waiting).toMatchObject({ verdict: 'wait', waitsFor: 'turn' });
    expect(waiting.reasons[0]).toBe('the users API has no place: 1 load runs, 0 wait');
    expect(refused).toMatchObject({ verdict: 'refused', error: { code: 'ERR_MEMOIR_LOAD_QUEUE_FULL' } });
    loads[0]!.resolve('A');
    await settle();
    loads[1]!.resolve('B');
    await Promise.all(calls);
  });

  it('misses where the version is another, and asks for it outside of any session', async () => {
    let version = 1;
    const { cached, loads } = setUp({ version: () => version });
    const call = cached('ada');
    await settle();
    loads[0]!.resolve('Ada');
    await call;
    const before = await cached.explain('ada');
    version = 2;
    const after = await cached.explain('ada');

    expect(before).toMatchObject({ verdict: 'hit', version: '1', entry: { version: '1' } });
    expect(after).toMatchObject({ verdict: 'miss', version: '2' });
    expect(after.reasons[0]).toBe('what stands has the version 1, and 2 is asked for');
  });

  it('stores nothing while somebody writes', async () => {
    const { cached } = setUp();

    const explained = await withWrite([cached.target('ada')], () => cached.explain('ada'));

    expect(explained).toMatchObject({ verdict: 'miss', isUnderWrite: true, isStored: false });
  });

  it('does not read what an unconfirmed invalidation may have left', async () => {
    const storage = new RemoteStorage();
    const { cached, clock } = setUp({ namespace: 'users' }, storage);
    const removal = cached.invalidate('ada');
    const onItsWay = await explained(cached.explain('ada'), storage);
    storage.commands.shift()!.fail(new Error('down'));
    await removal.catch(() => undefined);
    const distrusted = await explained(cached.explain('ada'), storage);

    expect(onItsWay).toMatchObject({ isBeingRemoved: true, isDistrusted: false });
    expect(distrusted).toMatchObject({ verdict: 'miss', isDistrusted: true, isStored: false });
    storage.isHolding = false;
    await clock.advance(10_000);
  });

  it('does without a storage that fails, or gets its error', async () => {
    const storage = new RemoteStorage();
    const open = setUp({ namespace: 'users' }, storage);
    const closed = setUp({ namespace: 'teams', storageFailurePolicy: 'fail-closed' }, storage);
    const failing = async (asked: Promise<unknown>) => {
      await settle();
      storage.commands.shift()!.fail(new Error('down'));
      return asked;
    };

    expect(await failing(open.cached.explain('ada'))).toMatchObject({ verdict: 'miss', isStored: false, tiers: [] });
    expect(await failing(closed.cached.explain('ada'))).toMatchObject({
      verdict: 'refused',
      error: { code: 'ERR_MEMOIR_STORAGE' },
    });
    expect(open.cached.statistics().storageFailures).toBe(0);
  });

  it('does without a storage whose breaker is open, though it answers again', async () => {
    const storage = new RemoteStorage();
    const { cached, loads, clock } = setUp({ namespace: 'users' }, storage);
    for (let attempt = 0; attempt < 3; attempt++) {
      const call = cached('ada');
      for (let command = 0; command < 2 && storage.commands.length > 0; command++) {
        storage.commands.shift()!.fail(new Error('down'));
        await settle();
        loads[attempt]!.resolve('Ada');
        await settle();
      }
      await call;
    }
    const open = await explained(cached.explain('ada'), storage);
    await clock.advance(1_000);
    const halfOpen = await explained(cached.explain('ada'), storage);

    expect(open).toMatchObject({ verdict: 'miss', breaker: 'open', isStored: false });
    expect(halfOpen).toMatchObject({ verdict: 'miss', breaker: 'half-open', isStored: true });
  });
});

describe('explain', () => {
  it('changes nothing: no count, no flight', async () => {
    const { cached, clock } = await filled();
    const before = cached.statistics();
    await clock.advance(30_000);

    await cached.explain('ada');
    await cached.explain('grace');

    expect(cached.statistics()).toEqual(before);
    expect(cached.inFlight()).toEqual([]);
  });

  it('tells what bytes say: size, serde, and why they are not served', async () => {
    const bytes = new Map<string, Uint8Array>();
    const store = {
      read: (name: string) => bytes.get(name),
      write: (name: string, entry: Uint8Array) => void bytes.set(name, entry),
      remove: (name: string) => void bytes.delete(name),
    };
    const { cached, loads, clock } = setUp(
      { ...SPANS, namespace: 'users' },
      new SerializedStorage(store, { serde: new V8Serde() }),
    );
    const call = cached('ada');
    loads[0]!.resolve('Ada');
    await call;
    const hit = await cached.explain('ada');
    const other = new SerializedStorage(store, { serde: { ...jsonSerde } });
    const foreign = watch(heldLoads().load, { ...SPANS, namespace: 'users', storage: other, clock }, clock);
    const unreadable = await foreign.explain('ada');
    for (const [name, entry] of bytes) if (name.includes('ada')) entry[entry.length - 1]! ^= 1;
    const corrupt = await cached.explain('ada');

    expect(hit).toMatchObject({
      verdict: 'hit',
      tiers: [{ tier: 'serialized', isServed: true, serde: new V8Serde().id }],
    });
    expect((hit as KeyFacts).tiers[0]!.size).toBeGreaterThan(100);
    expect(unreadable).toMatchObject({ verdict: 'miss', tiers: [{ isServed: false, serde: new V8Serde().id }] });
    expect(unreadable.reasons.join()).toContain('was written by the serde');
    expect(corrupt).toMatchObject({ verdict: 'miss', tiers: [{ isServed: false, entry: undefined }] });
    expect(cached.statistics().storageFailures).toBe(0);
  });
});

const jsonSerde = {
  id: 'json',
  serialize: (value: unknown) => new TextEncoder().encode(JSON.stringify(value)),
  deserialize: (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes)),
};

/** With the read that it sends answered, and no other. */
async function explained<T>(asked: Promise<T>, storage: RemoteStorage): Promise<T> {
  await settle();
  const [read] = storage.commands.splice(
    storage.commands.findIndex(({ name }) => name === 'get'),
    1,
  );
  read!.answer();
  return asked;
}
