import { describe, expect, it } from '@jest/globals';
import { createMemoizer, standardConfiguration } from '../../src/index.js';
import { settle } from '../../src/testing/manual-clock.js';
import { RemoteStorage } from '../support/remote-storage.js';
import { setUp } from '../support/set-up.js';
import { TaggedMapStorage } from '../support/tagged-map-storage.js';

class NotFound extends Error {}

const gone = new NotFound('no such user');
const down = new Error('down');
const OPTIONS = {
  namespace: 'users',
  errorLifeSpan: (error: unknown) => (error instanceof NotFound ? ({ expireAfter: '30s' } as const) : undefined),
} as const;

function answeringStorage(): RemoteStorage {
  const storage = new RemoteStorage();
  storage.isHolding = false;
  return storage;
}

const storages: [string, () => RemoteStorage | TaggedMapStorage][] = [
  ['a storage that answers at once', () => new TaggedMapStorage()],
  ['an asynchronous storage', answeringStorage],
];

describe.each(storages)('an error that is remembered, on %s', (_name, storage) => {
  /** Ends with `ada` not found. */
  async function failed(options: Parameters<typeof setUp>[0] = {}, error: unknown = gone) {
    const all = setUp({ ...OPTIONS, ...options }, storage());
    const call = all.cached('ada').catch((thrown: unknown) => thrown);
    await settle();
    all.loads[0]!.reject(error);
    expect(await call).toBe(error);
    return all;
  }

  async function outcomeOf(call: Promise<unknown>): Promise<unknown> {
    return await call.catch((error: unknown) => error);
  }

  it('answers the calls that follow for its life span, without a load', async () => {
    const { cached, loads, clock } = await failed({
      errorLifeSpan: () => ({ updateAfter: '30s', expireAfter: '30s' }),
    });
    await clock.advance('29999ms');
    expect(await Promise.all([outcomeOf(cached('ada')), outcomeOf(cached('ada'))])).toEqual([gone, gone]);
    expect(cached.statistics()).toMatchObject({ loads: 1, misses: 1, hits: 2 });
    await clock.advance('1ms');
    const late = cached('ada');
    await settle();
    loads[1]!.resolve('Ada');

    expect(await late).toBe('Ada');
  });

  it('is asked about again behind the scenes from its updateAfter on', async () => {
    const { cached, loads, clock } = await failed();
    await clock.advance('10s'); // a third of expireAfter
    expect(await outcomeOf(cached('ada'))).toBe(gone);
    await settle();
    expect(loads).toHaveLength(2);
    loads[1]!.resolve('Ada');
    await settle();

    expect(await cached('ada')).toBe('Ada');
    expect(cached.statistics()).toMatchObject({ staleHits: 1, backgroundRefreshes: 1 });
  });

  it('is one that the configuration gives a life span, by error and arguments', async () => {
    const asked: unknown[] = [];
    const errorLifeSpan = (error: unknown, id: string) => {
      asked.push([error, id]);
      return undefined;
    };
    const { cached, loads } = await failed({ errorLifeSpan });
    const next = cached('ada');
    await settle();
    loads[1]!.resolve('Ada');

    expect(await next).toBe('Ada');
    expect(asked).toEqual([[gone, 'ada']]);
  });

  it('concerns its key alone', async () => {
    const { cached, loads } = await failed();
    const other = cached('bob');
    await settle();
    loads[1]!.resolve('Bob');

    expect(await other).toBe('Bob');
  });

  it.each<[string, (cached: Awaited<ReturnType<typeof failed>>['cached']) => Promise<unknown>]>([
    ['an invalidation', (cached) => cached.invalidate('ada')],
    ['an expire', (cached) => cached.expire('ada')],
    ['an invalidation of everything', (cached) => cached.invalidateAll()],
  ])('is forgotten by %s', async (_how, remove) => {
    const { cached, loads } = await failed();
    await remove(cached);
    const call = cached('ada');
    await settle();
    loads[1]!.resolve('Ada');

    expect(await call).toBe('Ada');
  });

  it('is forgotten once there is a value: by prime, or by a refresh', async () => {
    const { cached, loads } = await failed();
    await cached.prime(['ada'], 'primed');
    expect(await cached('ada')).toBe('primed');
    const refreshed = cached.refresh('ada');
    await settle();
    loads[1]!.resolve('Ada');

    expect([await refreshed, await cached('ada')]).toEqual(['Ada', 'Ada']);
  });

  it('does not come back once the value in its place has expired', async () => {
    const { cached, loads, clock } = await failed();
    await cached.prime(['ada'], 'primed', { updateAfter: '1s', expireAfter: '1s' });
    await clock.advance('1s');
    const call = cached('ada');
    await settle();
    loads[1]!.resolve('Ada');

    expect(await call).toBe('Ada');
  });

  it('is not remembered where an invalidation came while its load ran', async () => {
    const { cached, loads } = setUp(OPTIONS, storage());
    const early = outcomeOf(cached('ada'));
    await settle();
    await cached.invalidate('ada');
    loads[0]!.reject(gone);
    expect(await early).toBe(gone);
    const call = cached('ada');
    await settle();
    loads[1]!.resolve('Ada');

    expect(await call).toBe('Ada');
  });

  it('is not that of a refresh, which changes nothing when it fails', async () => {
    const { cached, loads } = setUp(OPTIONS, storage());
    const refreshed = outcomeOf(cached.refresh('ada'));
    await settle();
    loads[0]!.reject(gone);
    await refreshed;
    const call = cached('ada');
    await settle();
    loads[1]!.resolve('Ada');

    expect(await call).toBe('Ada');
  });

  it('is one in the place of which the fallback stands', async () => {
    const { cached, loads, clock } = setUp({ ...OPTIONS, fallback: (error: unknown) => error }, storage());
    const call = cached('ada');
    await settle();
    loads[0]!.reject(gone);
    expect(await call).toBe(gone);
    await clock.advance('1s');

    expect(await cached('ada')).toBe(gone);
    expect(loads).toHaveLength(1);
  });

  it('leaves the older value that is kept for the errors that count', async () => {
    const { cached, loads, clock } = setUp(
      {
        ...OPTIONS,
        updateAfter: '1s',
        expireAfter: '1s',
        keepStaleFor: '1h',
        staleOnError: (error: unknown) => !(error instanceof NotFound),
      },
      storage(),
    );
    const first = cached('ada');
    await settle();
    loads[0]!.resolve('old');
    await first;
    await clock.advance('1s');
    const missing = outcomeOf(cached('ada'));
    await settle();
    loads[1]!.reject(gone);
    expect(await missing).toBe(gone);
    expect(await outcomeOf(cached('ada'))).toBe(gone);
    await clock.advance('30s');
    const broken = cached('ada');
    await settle();
    loads[2]!.reject(down);

    expect(await broken).toBe('old');
  });

  it('is one of the version that was asked for', async () => {
    let version = 1;
    const { cached, loads } = await failed({ version: () => version });
    expect(await outcomeOf(cached('ada'))).toBe(gone);
    version = 2;
    const call = cached('ada');
    await settle();
    loads[1]!.resolve('Ada');

    expect(await call).toBe('Ada');
  });

  it('can be a timeout, until the late result lands', async () => {
    const { cached, loads, clock } = setUp(
      { ...OPTIONS, methodTimeout: '1s', errorLifeSpan: () => ({ updateAfter: '30s', expireAfter: '30s' }) },
      storage(),
    );
    const call = outcomeOf(cached('ada'));
    await clock.advance('2s');
    expect(await call).toMatchObject({ code: 'ERR_MEMOIR_LOAD_TIMEOUT' });
    loads[0]!.resolve('late');
    await settle();

    expect(await cached('ada')).toBe('late');
  });
});

it('of many keys, those that are missing are not loaded again, and fail alone', async () => {
  const batches: (readonly string[])[] = [];
  const { memoizeMany } = createMemoizer(standardConfiguration(new TaggedMapStorage()));
  const users = memoizeMany(
    async (ids: readonly string[]) => {
      batches.push(ids);
      return ids.map((id) => (id === 'ghost' ? gone : id.toUpperCase()));
    },
    { errorLifeSpan: OPTIONS.errorLifeSpan },
  );
  await users.manySettled(['ada', 'ghost']);

  expect(await users.manySettled(['ghost', 'bob', 'ada'])).toEqual([
    { status: 'rejected', reason: gone },
    { status: 'fulfilled', value: 'BOB' },
    { status: 'fulfilled', value: 'ADA' },
  ]);
  expect(batches).toEqual([['ada', 'ghost'], ['bob']]);
});

it('an error of a load with tags is forgotten when a tag is invalidated', async () => {
  const { cached, loads } = setUp({ ...OPTIONS, tags: (id: string) => [`user:${id}`] }, new TaggedMapStorage());
  const early = cached('ada').catch(() => 'failed');
  loads[0]!.reject(gone);
  expect(await early).toBe('failed');
  await cached.invalidateTags(['user:ada']);
  const call = cached('ada');
  loads[1]!.resolve('Ada');

  expect(await call).toBe('Ada');
});

it('a value that another process stores answers in place of the error, and ends it', async () => {
  const storage = answeringStorage();
  const { cached, loads, clock } = setUp(OPTIONS, storage);
  const early = cached('ada').catch(() => 'failed');
  await settle();
  loads[0]!.reject(gone);
  await early;
  const now = clock.now();
  const facts = { createdAt: now, staleAt: now + 5_000, expiresAt: now + 5_000, keepUntil: now + 5_000, tags: [] };
  storage.standing.set('ada', { value: 'Ada', version: undefined, loadedIn: 0, ...facts });
  expect(await cached('ada')).toBe('Ada');
  storage.standing.delete('ada'); // and invalidates it again
  const call = cached('ada');
  await settle();
  loads[1]!.resolve('new');

  expect(await call).toBe('new');
});

it('no error is remembered while a removal waits to be confirmed', async () => {
  const storage = new RemoteStorage();
  const { cached, loads } = setUp({ ...OPTIONS, storageTimeout: '1h' }, storage);
  const removal = cached.invalidate('ada');
  const call = cached('ada').catch((error: unknown) => error);
  await settle();
  storage.commands.splice(1, 1)[0]!.answer(); // the read
  await settle();
  loads[0]!.reject(gone);
  expect(await call).toBe(gone);
  storage.isHolding = false;
  storage.answer('invalidate');
  await removal;
  const next = cached('ada');
  await settle();
  loads[1]!.resolve('Ada');

  expect(await next).toBe('Ada');
});

it.each([
  [
    'throws',
    () => {
      throw new Error('wrong');
    },
  ],
  ['is no life span', () => ({ expireAfter: -1 })],
])('an errorLifeSpan that %s is reported, and nothing is remembered', async (_how, errorLifeSpan) => {
  const lines: string[] = [];
  const { cached, loads } = setUp({
    errorLifeSpan,
    logger: { debug() {}, info() {}, warn() {}, error: (_: object, line: string) => void lines.push(line) },
  });
  const early = cached('ada').catch((error: unknown) => error);
  loads[0]!.reject(gone);
  expect(await early).toBe(gone);
  const call = cached('ada');
  loads[1]!.resolve('Ada');

  expect(await call).toBe('Ada');
  expect(lines).toEqual(['the errorLifeSpan failed']);
});

it('the errors of more than 10,000 keys are not remembered: the oldest goes', async () => {
  const { cached, loads } = setUp(OPTIONS);
  for (let id = 0; id <= 10_000; id++) {
    const call = cached(String(id)).catch(() => undefined);
    loads[id]!.reject(gone);
    await call;
  }
  await expect(cached('1')).rejects.toBe(gone);
  const oldest = cached('0');
  loads.at(-1)!.resolve('zero');

  expect(await oldest).toBe('zero');
});
