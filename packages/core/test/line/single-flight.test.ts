import { describe, expect, it } from '@jest/globals';
import { RecursiveLoadError } from '../../src/index.js';
import { ManualClock, settle } from '../../src/testing/manual-clock.js';
import { setUp, watch } from '../support/set-up.js';

describe('single flight', () => {
  it('runs one load for a thousand concurrent callers, and all get its value', async () => {
    const { cached, loads } = setUp();
    const calls = Array.from({ length: 1_000 }, () => cached('ada'));

    loads[0]!.resolve('Ada');

    expect(new Set(await Promise.all(calls))).toEqual(new Set(['Ada']));
    expect(loads).toHaveLength(1);
    expect(cached.statistics()).toMatchObject({ calls: 1_000, misses: 1, joins: 999, loads: 1 });
  });

  it('gives a thousand callers of a failed load the very same error, and caches nothing', async () => {
    const { cached, loads } = setUp();
    const calls = Array.from({ length: 1_000 }, () => cached('ada'));
    const error = new Error('down');

    loads[0]!.reject(error);

    const results = await Promise.allSettled(calls);
    expect(results.every((result) => result.status === 'rejected' && result.reason === error)).toBe(true);
    expect(await cached.peek('ada')).toBeUndefined();
    const again = cached('ada');
    loads[1]!.resolve('Ada');
    expect(await again).toBe('Ada');
  });

  it('answers a hit without a flight', async () => {
    const { cached, loads } = setUp();
    const first = cached('ada');
    loads[0]!.resolve('Ada');
    await first;

    expect(await cached('ada')).toBe('Ada');

    expect(loads).toHaveLength(1);
    expect(cached.statistics()).toMatchObject({ hits: 1, misses: 1 });
  });

  it('keeps the flights of different keys apart', async () => {
    const { cached, loads } = setUp();
    const ada = cached('ada');
    const bob = cached('bob');

    loads[1]!.resolve('Bob');
    loads[0]!.resolve('Ada');

    expect(await Promise.all([ada, bob])).toEqual(['Ada', 'Bob']);
  });

  it.each([undefined, null, 0, '', Number.NaN, false])('caches %p like any value', async (value) => {
    const { cached, loads } = setUp();
    const first = cached('ada');
    loads[0]!.resolve(value);

    expect(await first).toBe(value);
    expect(await cached('ada')).toBe(value);
    expect(loads).toHaveLength(1);
  });

  it('lists what is in flight, and who joined', async () => {
    const { cached, loads, clock } = setUp({ start: 5_000 });
    const calls = [cached('ada'), cached('ada'), cached('bob')];
    expect(cached.inFlight()).toEqual([
      { key: 'ada', since: 5_000, joined: 1, background: false, queued: false },
      { key: 'bob', since: 5_000, joined: 0, background: false, queued: false },
    ]);
    await clock.advance('1s');
    for (const load of loads) load.resolve(1);
    await Promise.all(calls);
    expect(cached.inFlight()).toEqual([]);
  });
});

describe('a loader of any temper', () => {
  const cases: [string, () => unknown][] = [
    ['rejects with undefined', () => Promise.reject(undefined)],
    [
      'throws synchronously',
      () => {
        throw undefined;
      },
    ],
    [
      'returns a thenable that rejects',
      // biome-ignore lint/suspicious/noThenProperty: a thenable is what this is about
      () => ({ then: (_: unknown, reject: (e: unknown) => void) => reject(undefined) }),
    ],
  ];
  it.each(cases)('that %s fails its callers and leaves the key usable', async (_name, fail) => {
    const clock = new ManualClock();
    let isFailing = true;
    const cached = watch((_id: string) => (isFailing ? fail() : 'fine') as Promise<string>, {}, clock);

    const results = await Promise.allSettled([cached('ada'), cached('ada')]);
    isFailing = false;

    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected']);
    expect(await cached('ada')).toBe('fine');
  });

  it('that returns a thenable which is no promise and resolves twice is taken at its first word', async () => {
    const clock = new ManualClock();
    const thenable = {
      // biome-ignore lint/suspicious/noThenProperty: a thenable is what this is about
      then(resolve: (value: string) => void) {
        resolve('first');
        resolve('second');
      },
    };
    const cached = watch((_id: string) => thenable as unknown as Promise<string>, {}, clock);

    expect(await cached('ada')).toBe('first');
    expect(await cached('ada')).toBe('first');
  });

  it('that is synchronous is accepted, and the memoized function is asynchronous', async () => {
    const clock = new ManualClock();
    let loads = 0;
    const cached = watch((n: number) => ++loads * n, {}, clock);

    const answer = cached(2);

    expect(typeof answer.then).toBe('function');
    expect([await answer, await cached(2)]).toEqual([2, 2]);
  });

  it('that calls itself with the same key at once is told so', async () => {
    const clock = new ManualClock();
    const cached: (id: string) => Promise<string> = watch((id: string): Promise<string> => cached(id), {}, clock);

    await expect(cached('ada')).rejects.toBeInstanceOf(RecursiveLoadError);
    // The inner call is one of two; it was refused before any load of its own.
    await settle();
  });
});
