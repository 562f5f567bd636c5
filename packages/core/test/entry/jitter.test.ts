import { describe, expect, it } from '@jest/globals';
import { type CacheOptions, createMemoizer, type Jitter, standardConfiguration } from '../../src/index.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { MapStorage } from '../support/map-storage.js';
import { seededRandom } from '../support/seeded-random.js';
import { setUp } from '../support/set-up.js';

const LIFE = { updateAfter: '100s', expireAfter: '200s', keepStaleFor: '50s' } as const;
const keys = Array.from({ length: 2_000 }, (_, at) => `user:${at}`);

/** Loads all keys at one moment. @returns their entries */
async function entriesOf(jitter: Jitter, options: CacheOptions = {}) {
  const clock = new ManualClock();
  const { memoize } = createMemoizer({ ...standardConfiguration(new MapStorage()), clock });
  const cached = memoize(async (id: string) => id, { ...LIFE, capacity: 20_000, jitter, ...options });
  await Promise.all(keys.map((key) => cached(key)));
  return await Promise.all(keys.map(async (key) => (await cached.peek(key))!));
}

/** How many of `parts` fall into each of so many equal stretches between 0 and 1. */
function histogram(parts: readonly number[], stretches: number): number[] {
  const counts = new Array<number>(stretches).fill(0);
  for (const part of parts) counts[Math.floor(part * stretches)]!++;
  return counts;
}

describe.each<[string, Jitter]>([
  ['by key', 0.2],
  ['at random', { upTo: 0.2, by: 'random', random: seededRandom(1) }],
])('jitter %s', (_name, jitter) => {
  it('takes off up to the given part of a lifetime, evenly spread', async () => {
    const entries = await entriesOf(jitter);
    const parts = entries.map(({ expiresAt }) => (200_000 - expiresAt) / 40_000);

    expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...parts)).toBeLessThanOrEqual(1);
    for (const count of histogram(
      parts.map((part) => Math.min(part, 0.999)),
      10,
    )) {
      expect(count).toBeGreaterThan(150);
      expect(count).toBeLessThan(250);
    }
  });

  it('takes the same part off updateAfter, and none off keepStaleFor', async () => {
    for (const { createdAt, staleAt, expiresAt, keepUntil } of await entriesOf(jitter)) {
      expect(Math.abs((staleAt - createdAt) * 2 - (expiresAt - createdAt))).toBeLessThanOrEqual(2);
      expect(keepUntil - expiresAt).toBe(50_000);
    }
  });

  it('leaves alone what lives for ever', async () => {
    const [entry] = await entriesOf(jitter, { expireAfter: 'never', keepStaleFor: undefined });

    expect(entry).toMatchObject({ expiresAt: Number.POSITIVE_INFINITY, keepUntil: Number.POSITIVE_INFINITY });
    expect(entry!.staleAt).toBeLessThanOrEqual(100_000);
  });
});

describe('jitter by key', () => {
  it('is the same in every process', async () => {
    const [here, there] = [await entriesOf(0.2), await entriesOf(0.2)];

    expect(here.map(({ expiresAt }) => expiresAt)).toEqual(there.map(({ expiresAt }) => expiresAt));
  });

  it('is another one under another namespace', async () => {
    const [users, teams] = [await entriesOf(0.2, { namespace: 'users' }), await entriesOf(0.2, { namespace: 'teams' })];
    const equal = users.filter(({ expiresAt }, at) => Math.abs(expiresAt - teams[at]!.expiresAt) < 100);

    expect(equal.length).toBeLessThan(25); // 0.5 % by chance
  });
});

it('jitter at random draws once for each load, and never on a hit', async () => {
  let draws = 0;
  const random = () => {
    draws++;
    return 0.5;
  };
  const { cached, loads, clock } = setUp({ ...LIFE, jitter: { upTo: 0.5, by: 'random', random } });
  const first = cached('ada');
  loads[0]!.resolve('Ada');
  await first;
  await clock.advance('74s');
  await Promise.all([cached('ada'), cached('ada')]);

  expect(draws).toBe(1);
  expect((await cached.peek('ada'))?.freshness).toBe('fresh');
  await clock.advance('1s');
  expect((await cached.peek('ada'))?.freshness).toBe('stale');
});

it('jitter applies whoever chose the lifetime', async () => {
  const jitter = { upTo: 0.5, by: 'random', random: () => 0.5 } as const;
  const { cached, loads } = setUp({ jitter, lifeSpan: () => ({ expireAfter: '100s' }) });
  const first = cached('ada');
  loads[0]!.resolve('Ada');
  await first;

  expect((await cached.peek('ada'))?.expiresAt).toBe(75_000);
});
