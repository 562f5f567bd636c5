import { describe, expect, it } from '@jest/globals';
import { settle } from '../../src/testing/manual-clock.js';
import { setUp } from '../support/set-up.js';

const SECRET = 'ada@example.org';

/** A logger that writes down everything from a level on, as one line each. */
function loggerFrom(level: 'debug' | 'info') {
  const lines: string[] = [];
  const write = (name: string) => (fields: object, message: string) => {
    const { err, ...rest } = fields as { err?: unknown };
    lines.push(`${name} ${message} ${JSON.stringify(rest)} ${err instanceof Object ? JSON.stringify(err) : ''}`);
  };
  const logger = {
    isLevelEnabled: (asked: string) => asked !== 'debug' || level === 'debug',
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
  return { lines, logger };
}

async function everythingThatIsLogged(level: 'debug' | 'info') {
  const { lines, logger } = loggerFrom(level);
  const { cached, loads, clock } = setUp({
    logger,
    namespace: 'users',
    capacity: 1,
    updateAfter: '1s',
    methodTimeout: '5s',
  });
  const first = cached(SECRET);
  loads[0]!.resolve('Ada');
  await first;
  await clock.advance('1s');
  await cached(SECRET);
  loads[1]!.reject(new Error('down'));
  await settle();
  await cached.invalidate(SECRET);
  const failing = cached(SECRET).catch(() => {});
  loads[2]!.reject(new Error('down'));
  await failing;
  const slow = cached(SECRET).catch(() => {});
  await clock.advance('5s');
  await slow;
  loads[3]!.resolve('late');
  await settle();
  const other = cached('bob');
  loads[4]!.resolve('Bob');
  await other;
  return lines;
}

describe('the logger', () => {
  it('gets the namespace of the function with every line', async () => {
    const lines = await everythingThatIsLogged('debug');
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.every((line) => line.includes('"namespace":"users"'))).toBe(true);
  });

  it('gets keys at debug level', async () => {
    const lines = await everythingThatIsLogged('debug');
    const withKeys = lines.filter((line) => line.includes(SECRET));
    expect(withKeys.length).toBeGreaterThan(0);
    expect(withKeys.every((line) => line.startsWith('debug'))).toBe(true);
  });

  it('gets none at other levels', async () => {
    const lines = await everythingThatIsLogged('info');
    expect(lines).not.toEqual([]);
    expect(lines.join('\n')).not.toContain(SECRET);
  });
});

describe('statistics', () => {
  it('count each call once, at its first answer, and each load by what became of it', async () => {
    const { cached, loads, clock } = setUp({ updateAfter: '1s', expireAfter: '1h', capacity: 1 });
    const calls = [cached('ada'), cached('ada')];
    await clock.advance(40);
    loads[0]!.resolve('Ada');
    await Promise.all(calls);
    await cached('ada');
    await clock.advance('1s');
    await cached('ada');
    loads[1]!.resolve('Ada again');
    await settle();
    const fenced = cached('bob');
    await cached.invalidate('bob');
    loads[2]!.resolve('Bob');
    await fenced;
    const failing = cached('eve').catch(() => {});
    loads[3]!.reject(new Error('down'));
    await failing;
    const evicting = cached('joe');
    loads[4]!.resolve('Joe');
    await evicting;
    await expect(cached((() => {}) as never)).rejects.toMatchObject({ code: 'ERR_MEMOIR_UNKEYABLE_ARGUMENT' });

    expect(cached.statistics()).toEqual({
      calls: 8,
      hits: 1,
      staleHits: 1,
      joins: 1,
      misses: 4,
      refusals: 1,
      loads: 5,
      queuedLoads: 0,
      rejectedLoads: 0,
      schemaMisfits: 0,
      migratedValues: 0,
      loadFailures: 1,
      fencedLoads: 1,
      refusedOffers: 0,
      backgroundRefreshes: 1,
      storageFailures: 0,
      evictions: 1,
      invalidations: 1,
      loadTime: 40,
      entries: 1,
      hitRatio: 3 / 8,
    });
  });

  it('do not count refresh, prime and peek as calls', async () => {
    const { cached, loads } = setUp();
    await cached.prime(['ada'], 'Ada');
    await cached.peek('ada');
    const refreshed = cached.refresh('ada');
    await settle();
    loads[0]!.resolve('Ada');
    await refreshed;

    expect(cached.statistics()).toMatchObject({ calls: 0, loads: 1, hitRatio: 0 });
  });
});
