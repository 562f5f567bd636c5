import { afterEach, describe, expect, it } from '@jest/globals';
import { createMemoizer, MutableCacheConfiguration, standardConfiguration } from '../../src/index.js';
import { MapStorage } from '../support/map-storage.js';

afterEach(() => {
  delete process.env['MEMOIR_BYPASS'];
});

const base = () => standardConfiguration(new MapStorage());

/** A function that tells how often it ran, so that a cached answer is the same as before. */
function counting(memoize: ReturnType<typeof createMemoizer>['memoize'], namespace?: string) {
  let runs = 0;
  return memoize(
    async function count() {
      return ++runs;
    },
    namespace === undefined ? {} : { namespace },
  );
}

async function isBypassed(count: () => Promise<number>): Promise<boolean> {
  const first = await count();
  return (await count()) !== first;
}

describe('a memoizer', () => {
  it('bypasses all its functions, those included that it makes later, until told otherwise', async () => {
    const memoizer = createMemoizer(base());
    const before = counting(memoizer.memoize);
    expect(await isBypassed(before)).toBe(false);

    memoizer.setBypassed(true);
    const later = counting(memoizer.memoize, 'later');
    expect(await isBypassed(before)).toBe(true);
    expect(await isBypassed(later)).toBe(true);

    memoizer.setBypassed(false);
    expect(await isBypassed(before)).toBe(false);
    expect(await isBypassed(later)).toBe(false);
  });

  it('bypasses the functions of one namespace, or of one name where they have none', async () => {
    const memoizer = createMemoizer(base());
    const [users, teams, unnamed] = [
      counting(memoizer.memoize, 'users'),
      counting(memoizer.memoize, 'teams'),
      counting(memoizer.memoize),
    ];

    memoizer.setBypassed(true, 'users');
    memoizer.setBypassed(true, 'count');

    expect(await Promise.all([users, teams, unnamed].map(isBypassed))).toEqual([true, false, true]);
    memoizer.setBypassed(false, 'users');
    expect(await isBypassed(users)).toBe(false);
  });

  it('leaves one namespace out of what it bypasses, until it is told of all again', async () => {
    const memoizer = createMemoizer(base());
    const [users, teams] = [counting(memoizer.memoize, 'users'), counting(memoizer.memoize, 'teams')];
    memoizer.setBypassed(true);
    memoizer.setBypassed(false, 'users');
    expect(await Promise.all([users, teams].map(isBypassed))).toEqual([false, true]);

    memoizer.setBypassed(true);

    expect(await isBypassed(users)).toBe(true);
  });

  it('does not lift what the configuration itself bypasses', async () => {
    const configuration = MutableCacheConfiguration.initializedWith(base()).setBypassed(true);
    const memoizer = createMemoizer(configuration);
    const count = counting(memoizer.memoize);
    memoizer.setBypassed(false);
    expect(await isBypassed(count)).toBe(true);

    configuration.setBypassed(false);

    expect(await isBypassed(count)).toBe(false);
  });

  it('bypasses decorated methods, of objects that were used before too', async () => {
    const { memoized, setBypassed } = createMemoizer(base());
    class Counter {
      runs = 0;
      @memoized
      async count(): Promise<number> {
        return ++this.runs;
      }
    }
    const counter = new Counter();
    expect(await isBypassed(() => counter.count())).toBe(false);

    setBypassed(true, 'Counter.count');

    expect(await isBypassed(() => counter.count())).toBe(true);
  });

  it('keeps what is cached, and goes on carrying out invalidations', async () => {
    const memoizer = createMemoizer(base());
    const count = counting(memoizer.memoize);
    expect(await count()).toBe(1);
    memoizer.setBypassed(true);
    await count();
    memoizer.setBypassed(false);
    expect(await count()).toBe(1);

    memoizer.setBypassed(true);
    await count.invalidate();
    memoizer.setBypassed(false);

    expect(await count()).toBe(3);
  });

  it('does not bypass what another one has made', async () => {
    const other = counting(createMemoizer(base()).memoize);

    createMemoizer(base()).setBypassed(true);

    expect(await isBypassed(other)).toBe(false);
  });
});

describe('MEMOIR_BYPASS', () => {
  it.each(['1', '*', 'teams,*'])('set to %s bypasses everything', async (value) => {
    process.env['MEMOIR_BYPASS'] = value;

    expect(await isBypassed(counting(createMemoizer(base()).memoize))).toBe(true);
  });

  it('names namespaces, and functions that have none', async () => {
    process.env['MEMOIR_BYPASS'] = 'users, count';
    const { memoize } = createMemoizer(base());

    const bypassed = [counting(memoize, 'users'), counting(memoize, 'teams'), counting(memoize)].map(isBypassed);

    expect(await Promise.all(bypassed)).toEqual([true, false, true]);
  });

  it.each(['', '0', 'other'])('set to %j bypasses nothing that is not named', async (value) => {
    process.env['MEMOIR_BYPASS'] = value;

    expect(await isBypassed(counting(createMemoizer(base()).memoize))).toBe(false);
  });

  it('is not lifted from within', async () => {
    process.env['MEMOIR_BYPASS'] = '1';
    const memoizer = createMemoizer(base());
    const count = counting(memoizer.memoize);

    memoizer.setBypassed(false);

    expect(await isBypassed(count)).toBe(true);
  });
});
