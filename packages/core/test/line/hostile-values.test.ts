import { describe, expect, it } from '@jest/globals';
import { ManualClock, settle } from '../../src/testing/manual-clock.js';
import { RemoteStorage } from '../support/remote-storage.js';
import { setUp, watch } from '../support/set-up.js';

function throwing(what: string): never {
  throw new Error(what);
}

describe('a result that does mischief when it is looked at', () => {
  it('as a Proxy that throws at every property fails its callers and leaves the key usable', async () => {
    let isHostile = true;
    const proxy = new Proxy({}, { get: () => throwing('do not touch') });
    const cached = watch((_id: string): unknown => (isHostile ? proxy : 'fine'), {}, new ManualClock());
    const results = await Promise.allSettled([cached('ada'), cached('ada')]);
    isHostile = false;

    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await cached('ada')).toBe('fine');
  });

  it('as a thenable that never answers is ended by the method timeout', async () => {
    const clock = new ManualClock();
    // biome-ignore lint/suspicious/noThenProperty: a thenable is what this is about
    const cached = watch((_id: string): unknown => ({ then: () => {} }), { methodTimeout: '1s' }, clock);
    const call = cached('ada').catch((error: { code: string }) => error.code);
    await clock.advance('1s');

    expect(await call).toBe('ERR_MEMOIR_LOAD_TIMEOUT');
    await cached.invalidateAll();
  });

  it('as a thenable that throws after it has resolved has resolved', async () => {
    const thenable = {
      // biome-ignore lint/suspicious/noThenProperty: a thenable is what this is about
      then(resolve: (value: string) => void) {
        resolve('value');
        throwing('too late');
      },
    };
    const cached = watch((_id: string): unknown => thenable, {}, new ManualClock());

    expect([await cached('ada'), await cached('ada')]).toEqual(['value', 'value']);
  });

  it('as an object whose other getters throw is stored and answered untouched', async () => {
    const { cached, loads } = setUp();
    const value = {
      get name(): string {
        return throwing('not yet');
      },
    };
    const first = cached('ada');
    loads[0]!.resolve(value);

    expect([(await first) === value, (await cached('ada')) === value]).toEqual([true, true]);
  });
});

describe('an argument that throws when it is looked at', () => {
  it('is refused with its path, and the loader does not run', async () => {
    const { cached, loads } = setUp<[query: unknown]>();
    const hostile = [
      Object.defineProperty({}, 'name', { enumerable: true, get: () => throwing('no') }),
      new Proxy({}, { ownKeys: () => throwing('no') }),
      { toJSON: () => throwing('no') },
    ];
    for (const argument of hostile) {
      await expect(cached(argument)).rejects.toMatchObject({ code: 'ERR_MEMOIR_UNKEYABLE_ARGUMENT' });
    }

    expect(loads).toEqual([]);
    expect(cached.statistics().refusals).toBe(hostile.length);
  });
});

describe('a loader that waits for its own memoized function', () => {
  it('with the same key, after it has waited for something else, is ended by the method timeout', async () => {
    const clock = new ManualClock();
    const cached: (id: string) => Promise<string> = watch(
      async (id: string): Promise<string> => {
        await Promise.resolve();
        return await cached(id);
      },
      { methodTimeout: '1s' },
      clock,
    );
    const call = cached('ada').catch((error: { code: string }) => error.code);
    await clock.advance('1s');

    expect(await call).toBe('ERR_MEMOIR_LOAD_TIMEOUT');
  });

  it('at once, on a storage that then fails to be read, leaves no failure unhandled', async () => {
    const storage = new RemoteStorage(false);
    const cached: { (id: string): Promise<string>; refresh(id: string): Promise<string> } = watch(
      (id: string): Promise<string> => cached(id),
      { storage, namespace: 'users' },
      new ManualClock(),
    );
    const refreshed = cached.refresh('ada'); // loads at once, as nothing has told yet that the storage takes time
    const [read] = storage.commands.splice(0);
    read!.fail(new Error('away'));

    await expect(refreshed).rejects.toMatchObject({ code: 'ERR_MEMOIR_RECURSIVE_LOAD' });
    expect(read!.name).toBe('get');
  });

  it('with other keys is answered', async () => {
    const cached: (n: number) => Promise<number> = watch(
      async (n: number): Promise<number> => (n < 2 ? n : (await cached(n - 1)) + (await cached(n - 2))),
      {},
      new ManualClock(),
    );

    expect(await cached(30)).toBe(832_040);
  });

  it('after invalidating its own key gets a value that is not stored', async () => {
    let loads = 0;
    const cached: ((id: string) => Promise<number>) & { invalidate(id: string): Promise<void> } = watch(
      async (id: string): Promise<number> => {
        if (++loads === 1) await cached.invalidate(id);
        return loads;
      },
      {},
      new ManualClock(),
    );

    expect([await cached('ada'), await cached('ada'), await cached('ada')]).toEqual([1, 2, 2]);
  });
});

describe('a function closed while it loads', () => {
  it('answers who waits, refuses who comes, and stores nothing', async () => {
    const { cached, loads, storage } = setUp({ namespace: 'users' });
    const early = cached('ada');
    await cached.close();
    const late = cached('ada').catch((error: { code: string }) => error.code);
    loads[0]!.resolve('Ada');

    expect([await early, await late]).toEqual(['Ada', 'ERR_MEMOIR_CLOSED']);
    expect((storage as unknown as { maps: Map<string, Map<string, unknown>> }).maps.get('users')?.size).toBe(0);
    expect(cached.inFlight()).toEqual([]);
  });

  it('forgets a load that never ends once its time is up', async () => {
    const { cached, clock } = setUp({ methodTimeout: '1s' });
    const call = cached('ada').catch((error: { code: string }) => error.code);
    await cached.close();
    await clock.advance('1s');
    await settle();

    expect(await call).toBe('ERR_MEMOIR_LOAD_TIMEOUT');
    expect(cached.inFlight()).toEqual([]);
  });
});

describe('loads that never end', () => {
  it('are kept up to 10,000, so that fences reach them, and no more', async () => {
    const { cached, clock } = setUp({ methodTimeout: '1s' });
    const calls = Array.from({ length: 10_050 }, (_, n) => cached(`user ${n}`).catch(() => undefined));
    await clock.advance('1s');
    await Promise.all(calls);
    expect(cached.inFlight()).toHaveLength(10_000);

    await cached.invalidateAll();
    expect(cached.inFlight()).toEqual([]);
  });

  it('leave one per key behind, however often the key is asked for again', async () => {
    const { cached, clock } = setUp({ methodTimeout: '1s' });
    for (let round = 0; round < 20; round++) {
      const call = cached('ada').catch(() => undefined);
      await clock.advance('1s');
      await call;
    }
    expect(cached.inFlight()).toHaveLength(1);
    await cached.invalidateAll();
  });
});
