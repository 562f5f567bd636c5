import { describe, expect, it } from '@jest/globals';
import { createMemoizer, type Memoized, standardConfiguration } from '@memoir/core';
import { ManualClock } from '@memoir/core/testing';
import { MemoryStorage } from '@memoir/storage-memory';
import { ConsistencyVerifier, type ConsistencyVerifierOptions, type Violation } from '@memoir/verifier';

interface World {
  readonly clock: ManualClock;
  readonly source: Map<string, string>;
  readonly getName: Memoized<(id: string) => Promise<string>>;
  readonly verifier: ConsistencyVerifier;
  readonly told: Violation[];
  /** Loads that the source ran, for the cache and for the verifier. */
  readonly asked: () => number;
  fails: boolean;
}

/** A function whose every hit may be checked, and a tick gone by so that the next one is. */
async function world(options: ConsistencyVerifierOptions = {}): Promise<World> {
  const clock = new ManualClock();
  const source = new Map([['ada', 'Ada']]);
  let asked = 0;
  const { memoize } = createMemoizer({ ...standardConfiguration(new MemoryStorage()), clock });
  const told: Violation[] = [];
  const it: World = {
    clock,
    source,
    getName: memoize(
      async (id: string) => {
        asked++;
        if (it.fails) throw new Error('the source is down');
        return source.get(id)!;
      },
      { namespace: 'names', updateAfter: '1h', expireAfter: '1h' },
    ),
    verifier: new ConsistencyVerifier({
      share: 1,
      clock,
      onViolation: (violation) => told.push(violation),
      ...options,
    }),
    told,
    asked: () => asked,
    fails: false,
  };
  it.verifier.watch(it.getName);
  await it.getName('ada');
  await it.getName('ada');
  await clock.advance('100ms');
  return it;
}

const answersUpTo = ({ verifier }: World, upTo: number): number =>
  verifier.report().staleness.find((bucket) => bucket.upTo === upTo)!.answers;

describe('a hit that is checked', () => {
  it('is current if the source says the same', async () => {
    const here = await world();

    await here.getName('ada');
    await here.clock.advance(0);

    expect(here.verifier.report()).toMatchObject({ checked: 1, violations: 0, running: 0 });
    expect(answersUpTo(here, 0)).toBe(1);
    expect(here.getName.statistics()).toMatchObject({ calls: 3, loads: 1 });
    expect(here.asked()).toBe(2);
    here.verifier.close();
  });

  it('was stale for no longer than the first look if the invalidation came by then', async () => {
    const here = await world();

    here.source.set('ada', 'Grace');
    await here.getName('ada');
    await here.clock.advance('500ms');
    await here.getName.invalidate('ada');
    await here.clock.advance('500ms');

    expect(answersUpTo(here, 1_000)).toBe(1);
    expect(here.told).toEqual([]);
    here.verifier.close();
  });

  it('counts in the bucket of the look at which it was gone', async () => {
    const here = await world({ lookAgainAfter: ['1s', '10s', '1m'] });

    here.source.set('ada', 'Grace');
    await here.getName('ada');
    await here.clock.advance('5s');
    await here.getName.refresh('ada');
    await here.clock.advance('5s');

    expect(answersUpTo(here, 1_000)).toBe(0);
    expect(answersUpTo(here, 10_000)).toBe(1);
    here.verifier.close();
  });

  it('is a violation, with all that was seen, if the invalidation never came', async () => {
    const here = await world({ lookAgainAfter: ['1s', '10s'] });

    here.source.set('ada', 'Grace');
    await here.getName('ada');
    await here.clock.advance('10s');

    expect(here.told).toEqual(here.verifier.report().latestViolations);
    expect(here.told).toMatchObject([{ label: 'names', namespace: 'names', key: 'ada', staleFor: 10_000 }]);
    expect(here.told[0]!.trace).toEqual([
      { at: 100, seen: 'served from the cache', createdAt: 0 },
      { at: 100, seen: 'the source says something else', createdAt: undefined },
      { at: 1_100, seen: 'still in the cache', createdAt: 0 },
      { at: 10_100, seen: 'still in the cache', createdAt: 0 },
    ]);
    expect(answersUpTo(here, Number.POSITIVE_INFINITY)).toBe(1);
    expect(JSON.stringify(here.told)).not.toContain('Grace');
    here.verifier.close();
  });

  it('is as stale as before if the old value was stored anew, as from a replica that lags behind', async () => {
    const here = await world({ lookAgainAfter: ['1s'] });

    here.source.set('ada', 'Grace');
    await here.getName('ada');
    await here.clock.advance('500ms');
    await here.getName.prime(['ada'], 'Ada');
    await here.clock.advance('500ms');

    expect(here.told).toHaveLength(1);
    here.verifier.close();
  });

  it('was not stale if the source says the same again at the end', async () => {
    const here = await world({ lookAgainAfter: ['1s'] });

    here.source.set('ada', 'Grace');
    await here.getName('ada');
    await here.clock.advance('500ms');
    here.source.set('ada', 'Ada');
    await here.clock.advance('500ms');

    expect(here.told).toEqual([]);
    expect(answersUpTo(here, 0)).toBe(1);
    here.verifier.close();
  });

  it('says nothing if the source fails', async () => {
    const here = await world();

    here.fails = true;
    await here.getName('ada');
    await here.clock.advance(0);

    expect(here.verifier.report()).toMatchObject({ checked: 1, sourceFailures: 1, violations: 0 });
    here.verifier.close();
  });

  it('is compared as the user says', async () => {
    const here = await world({ isSame: (served: string, current: string) => served.length === current.length });

    here.source.set('ada', 'Bob');
    await here.getName('ada');
    await here.clock.advance(0);

    expect(answersUpTo(here, 0)).toBe(1);
    here.verifier.close();
  });
});

describe('the share', () => {
  it('of one in ten checks one in ten', async () => {
    const here = await world({ share: 0.1, checksPerSecond: 1_000 });

    for (let round = 0; round < 100; round++) {
      for (let call = 0; call < 10; call++) await here.getName('ada');
      await here.clock.advance('100ms');
    }

    expect(here.verifier.report().checked).toBeGreaterThanOrEqual(98);
    expect(here.verifier.report().checked).toBeLessThanOrEqual(102);
    here.verifier.close();
  });

  it('is bounded by the checks that the source can take', async () => {
    const here = await world({ share: 1, checksPerSecond: 5 });

    for (let round = 0; round < 100; round++) {
      for (let call = 0; call < 10; call++) await here.getName('ada');
      await here.clock.advance('100ms');
    }

    expect(here.verifier.report().checked).toBeGreaterThanOrEqual(48);
    expect(here.verifier.report().checked).toBeLessThanOrEqual(52);
    here.verifier.close();
  });

  it('counts hits of all arguments, and asks with the same ones', async () => {
    const clock = new ManualClock();
    const { memoize } = createMemoizer({ ...standardConfiguration(new MemoryStorage()), clock });
    const asked: unknown[][] = [];
    const search = memoize(async (words: string, page: { readonly number: number }) => {
      asked.push([words, page]);
      return `${words}, ${page.number}`;
    });
    const verifier = new ConsistencyVerifier({ share: 1, clock });
    verifier.watch(search);
    await search('whale', { number: 2 });
    await search('whale', { number: 2 });
    await clock.advance('100ms');

    await search('whale', { number: 2 });
    await clock.advance(0);

    expect(asked).toEqual([
      ['whale', { number: 2 }],
      ['whale', { number: 2 }],
    ]);
    expect(verifier.report()).toMatchObject({ checked: 1 });
    verifier.close();
  });
});

describe('a verifier', () => {
  it('checks nothing any more of what it is told to leave alone', async () => {
    const clock = new ManualClock();
    const { memoize } = createMemoizer({ ...standardConfiguration(new MemoryStorage()), clock });
    const get = memoize(async (id: string) => id);
    const verifier = new ConsistencyVerifier({ share: 1, clock });
    await get('a');
    const timers = clock.pending;
    const leave = verifier.watch(get);
    await get('a');
    await clock.advance('100ms');
    leave();

    await get('a');
    await clock.advance('1s');

    expect(verifier.report().checked).toBe(0);
    expect(clock.pending).toBe(timers);
    verifier.close();
  });

  it('gives up what it looks at when it is closed, and leaves no timer', async () => {
    const here = await world();
    here.source.set('ada', 'Grace');
    await here.getName('ada');
    await here.clock.advance(0);
    expect(here.verifier.report().running).toBe(1);
    const timers = here.clock.pending;

    here.verifier.close();
    await here.clock.advance(0);

    expect(here.verifier.report()).toMatchObject({ running: 0, givenUp: 1 });
    expect(here.clock.pending).toBe(timers - 2); // of the check and of the ticks
  });

  it('goes on if the one who is told of a violation throws', async () => {
    const here = await world({
      lookAgainAfter: ['1s'],
      onViolation: () => {
        throw new Error('the pager is down');
      },
    });
    here.source.set('ada', 'Grace');
    await here.getName('ada');

    await here.clock.advance('1s');

    expect(here.verifier.report()).toMatchObject({ violations: 1, running: 0 });
    here.verifier.close();
  });

  it.each([
    [{ share: 0 }, 'share'],
    [{ share: 2 }, 'share'],
    [{ checksPerSecond: 0 }, 'checksPerSecond'],
    [{ lookAgainAfter: [] }, 'lookAgainAfter'],
    [{ lookAgainAfter: ['10s', '1s'] as const }, 'lookAgainAfter'],
  ])('refuses %j', (options, name) => {
    expect(() => new ConsistencyVerifier(options)).toThrow(name);
  });

  it('refuses to watch what is not memoized', () => {
    expect(() => new ConsistencyVerifier().watch(async () => 1)).toThrow('memoized function');
  });
});
