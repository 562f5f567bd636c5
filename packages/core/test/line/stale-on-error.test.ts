import { describe, expect, it } from '@jest/globals';
import { settle } from '../../src/testing/manual-clock.js';
import { RemoteStorage } from '../support/remote-storage.js';
import { setUp } from '../support/set-up.js';

const KEPT = { updateAfter: '1s', expireAfter: '1s', keepStaleFor: '1h' } as const;
const down = new Error('down');

/** With a value that has expired and is kept. */
async function expired(options: Parameters<typeof setUp>[0] = {}, storage?: RemoteStorage) {
  const all = setUp({ ...KEPT, namespace: 'users', ...options }, storage);
  const first = all.cached('ada');
  if (storage) await settle();
  all.loads[0]!.resolve('old');
  await first;
  await all.clock.advance('2s');
  return all;
}

function answeringStorage(): RemoteStorage {
  const storage = new RemoteStorage();
  storage.isHolding = false;
  return storage;
}

describe('a failure that does not count', () => {
  const options = { staleOnError: (error: unknown) => error !== down };

  it('reaches the callers, although an older value is kept', async () => {
    const { cached, loads } = await expired(options);
    const call = cached('ada');
    loads[1]!.reject(down);

    await expect(call).rejects.toBe(down);
    expect((await cached.peek('ada'))?.value).toBe('old');
  });

  it('makes nobody wait for the next attempt', async () => {
    const { cached, loads } = await expired(options);
    const call = cached('ada').catch(() => 'failed');
    loads[1]!.reject(down);
    await call;
    const next = cached('ada');
    loads[2]!.resolve('new');

    expect(await next).toBe('new');
  });

  it('in a refresh behind the scenes pauses refreshes, and no caller once the value has expired', async () => {
    const { cached, loads, clock } = await expired({ ...options, expireAfter: '3s' });
    await cached('ada');
    loads[1]!.reject(down);
    await settle();
    await clock.advance('999ms');
    await cached('ada');
    expect(loads).toHaveLength(2);
    await clock.advance('1ms');
    const call = cached('ada');
    loads[2]!.resolve('new');

    expect(await call).toBe('new');
  });
});

it('a predicate that throws is reported, and the failure counts', async () => {
  const lines: string[] = [];
  const { cached, loads } = await expired({
    staleOnError: () => {
      throw new Error('wrong');
    },
    logger: { debug() {}, info() {}, warn() {}, error: (_: object, line: string) => void lines.push(line) },
  });
  const call = cached('ada');
  loads[1]!.reject(down);

  expect(await call).toBe('old');
  expect(lines).toEqual(['the staleOnError failed']);
});

describe.each([
  ['a storage that answers at once', () => undefined],
  ['an asynchronous storage', answeringStorage],
])('while a source fails that has an older value kept, on %s', (_name, storage) => {
  it('it is asked after pauses that double, and callers get the older value at once', async () => {
    const { cached, loads, clock } = await expired({ retryBackoff: { from: '1s', to: '4s' } }, storage());
    const asked: number[] = [];
    const start = clock.now();
    for (let tenths = 0; tenths < 160; tenths++) {
      const before = loads.length;
      const call = cached('ada');
      await settle();
      if (loads.length > before) {
        asked.push((clock.now() - start) / 1_000);
        loads.at(-1)!.reject(down);
      }
      expect(await call).toBe('old');
      await clock.advance(100);
    }

    expect(asked).toEqual([0, 1, 3, 7, 11, 15]);
  });

  it('a load that succeeds ends the pauses', async () => {
    const { cached, loads, clock } = await expired({ retryBackoff: { from: '1s', to: '1m' } }, storage());
    for (const [wait, outcome] of [
      [1_000, 'down'],
      [2_000, 'down'],
      [2_000, 'new'],
      [1_000, 'down'],
    ] as const) {
      const call = cached('ada');
      await settle();
      if (outcome === 'new') loads.at(-1)!.resolve('new');
      else loads.at(-1)!.reject(down);
      await call;
      await clock.advance(wait);
    }
    expect(loads).toHaveLength(5); // the last pause was one of a second again
    const last = cached('ada');
    await settle();
    loads[5]!.resolve('newer');

    expect(await last).toBe('newer');
  });

  it('an invalidation ends the pause, and nobody gets the older value', async () => {
    const { cached, loads } = await expired({}, storage());
    const failing = cached('ada');
    await settle();
    loads[1]!.reject(down);
    expect(await failing).toBe('old');
    await cached.invalidate('ada');
    const call = cached('ada').catch((error: unknown) => error);
    await settle();
    loads[2]!.reject(down);

    expect(await call).toBe(down);
  });

  it('a refresh is done at once and gets the failure', async () => {
    const { cached, loads } = await expired({}, storage());
    const failing = cached('ada');
    await settle();
    loads[1]!.reject(down);
    await failing;
    const refreshed = cached.refresh('ada').catch((error: unknown) => error);
    await settle();
    loads[2]!.reject(down);

    expect(await refreshed).toBe(down);
  });
});

describe('a caller who joins a refresh behind the scenes after the value has expired', () => {
  async function joined(options: Parameters<typeof setUp>[0]) {
    const all = await expired({ ...options, expireAfter: '3s' });
    await all.cached('ada'); // stale: a refresh begins
    await all.clock.advance('1s');
    return { ...all, call: all.cached('ada') };
  }

  it('gets the kept value when that refresh fails', async () => {
    const { loads, call } = await joined({});
    loads[1]!.reject(down);

    expect(await call).toBe('old');
    expect(loads).toHaveLength(2);
  });

  it('gets the kept value a soft timeout after the call', async () => {
    const { clock, loads, call } = await joined({ softTimeout: '100ms' });
    let isAnswered = false;
    void call.then(() => {
      isAnswered = true;
    });
    await clock.advance('99ms');
    expect(isAnswered).toBe(false);
    await clock.advance('1ms');
    expect(isAnswered).toBe(true);
    loads[1]!.resolve('new');

    expect(await call).toBe('old');
  });
});

describe('the hard timeout', () => {
  it('is answered with the kept value where it counts', async () => {
    const { cached, clock, loads } = await expired({ methodTimeout: '500ms' });
    const call = cached('ada');
    await clock.advance('500ms');
    expect(await call).toBe('old');
    loads[1]!.resolve('late');
    await settle();

    expect(await cached('ada')).toBe('late');
  });
});

describe('a fallback', () => {
  const options = { fallback: (error: unknown, id: string) => `${id}: ${(error as Error).message}` };

  it('is what all callers get in place of the error, and is not stored', async () => {
    const { cached, loads } = setUp(options);
    const calls = [cached('ada'), cached('ada')];
    loads[0]!.reject(down);
    expect(await Promise.all(calls)).toEqual(['ada: down', 'ada: down']);
    expect(await cached.peek('ada')).toBeUndefined();
    const next = cached('ada');
    loads[1]!.resolve('Ada');

    expect(await next).toBe('Ada');
    expect(cached.statistics()).toMatchObject({ misses: 2, joins: 1, loadFailures: 1 });
  });

  it('comes after an older value that is kept', async () => {
    const { cached, loads } = await expired(options);
    const call = cached('ada');
    loads[1]!.reject(down);

    expect(await call).toBe('old');
  });

  it('stands in for a hard timeout, and the late result is stored', async () => {
    const { cached, loads, clock } = setUp({ ...options, methodTimeout: '1s' });
    const call = cached('ada');
    await clock.advance('1s');
    expect(await call).toMatch(/^ada: the load took longer/);
    loads[0]!.resolve('late');
    await settle();

    expect(await Promise.all([cached('ada'), cached('ada')])).toEqual(['late', 'late']);
  });

  it('may take its time', async () => {
    const { cached, loads } = setUp({ fallback: async () => 'slowly' });
    const call = cached('ada');
    loads[0]!.reject(down);

    expect(await call).toBe('slowly');
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('worse');
      },
    ],
    ['rejects', async () => Promise.reject(new Error('worse'))],
  ])('that %s gives the callers its own error', async (_how, fallback) => {
    const { cached, loads } = setUp({ fallback });
    const call = expect(cached('ada')).rejects.toThrow('worse');
    loads[0]!.reject(down);

    await call;
  });

  it('is not asked where nobody waits any more', async () => {
    let asked = 0;
    const fallback = async () => {
      asked++;
      throw new Error('worse');
    };
    const { cached, loads, clock } = await expired({ keepStaleFor: '2s', softTimeout: '100ms', fallback });
    const call = cached('ada');
    await clock.advance('100ms');
    expect(await call).toBe('old');
    await clock.advance('2s'); // nothing is kept any more
    loads[1]!.reject(down);
    await settle();

    expect(asked).toBe(0);
  });

  it('is neither for a refresh nor for a caller who gives up', async () => {
    const { cached, loads } = setUp(options);
    const refreshed = expect(cached.refresh('ada')).rejects.toBe(down);
    loads[0]!.reject(down);
    await refreshed;
    const controller = new AbortController();
    const left = expect(cached.with({ signal: controller.signal })('ada')).rejects.toBe(down);
    controller.abort(down);
    await left;
    loads[1]!.resolve('Ada');
  });
});

it('who joins a load on a shared storage goes on with the next one when that load never ends', async () => {
  const storage = answeringStorage();
  const { cached, loads, clock } = await expired({ methodTimeout: '1s' }, storage);
  const early = cached('ada');
  await settle();
  const joining = cached('ada'); // its load has begun: what was kept then is no answer to this call
  await clock.advance('1s');
  expect(await early).toBe('old');

  expect(await joining).toBe('old'); // read again, while attempts pause
  expect(loads).toHaveLength(2);
  loads[1]!.resolve('late');
});

describe('a call that comes to a load after its soft timeout, on a storage that other processes share', () => {
  /** Ends with a load under way whose first caller got the kept value. */
  async function slow() {
    const storage = answeringStorage();
    const all = await expired({ softTimeout: '100ms' }, storage);
    const early = all.cached('ada');
    await all.clock.advance('100ms');
    expect(await early).toBe('old');
    return { ...all, shared: storage };
  }

  it('gets what is still kept, without waiting for the load', async () => {
    const { cached, loads } = await slow();
    expect(await Promise.all([cached('ada'), cached('ada')])).toEqual(['old', 'old']);
    expect(cached.statistics()).toMatchObject({ staleHits: 3, loads: 2 });
    loads[1]!.resolve('new');
    await settle();

    expect(await cached('ada')).toBe('new');
  });

  it('waits for the load if another process has invalidated what was kept', async () => {
    const { cached, loads, shared } = await slow();
    shared.standing.delete('ada');
    const late = cached('ada');
    await settle();
    loads[1]!.resolve('new');

    expect(await late).toBe('new');
    expect(loads).toHaveLength(2);
  });

  it('gives up with its signal', async () => {
    const { cached, loads, shared } = await slow();
    shared.standing.delete('ada');
    const controller = new AbortController();
    const late = expect(cached.with({ signal: controller.signal })('ada')).rejects.toBe(down);
    await settle();
    controller.abort(down);
    await late;
    loads[1]!.resolve('new');
  });
});

describe('a call that joins a refresh which fails', () => {
  it('gets the kept value, and the refresh its failure', async () => {
    const { cached, loads } = await expired();
    const refreshed = expect(cached.refresh('ada')).rejects.toBe(down);
    const joining = [cached('ada'), cached('ada')];
    loads[1]!.reject(down);
    await refreshed;

    expect(await Promise.all(joining)).toEqual(['old', 'old']);
    expect(cached.statistics()).toMatchObject({ staleHits: 2, joins: 0, loads: 2 });
  });

  it('gets the fallback, and the refresh its failure', async () => {
    const { cached, loads } = setUp({ fallback: () => 'nobody' });
    const refreshed = expect(cached.refresh('ada')).rejects.toBe(down);
    const joining = cached('ada');
    loads[0]!.reject(down);
    await refreshed;

    expect(await joining).toBe('nobody');
    expect(cached.statistics()).toMatchObject({ joins: 1, misses: 0 });
  });

  it('gets the error where nothing is set to take its place', async () => {
    const { cached, loads } = setUp();
    const both = Promise.allSettled([cached.refresh('ada'), cached('ada')]);
    loads[0]!.reject(down);

    expect(await both).toEqual([
      { status: 'rejected', reason: down },
      { status: 'rejected', reason: down },
    ]);
  });

  it('gets the value of one that succeeds', async () => {
    const { cached, loads } = await expired();
    const both = Promise.all([cached.refresh('ada'), cached('ada')]);
    loads[1]!.resolve('new');

    expect(await both).toEqual(['new', 'new']);
  });
});
