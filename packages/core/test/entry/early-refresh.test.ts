import { describe, expect, it } from '@jest/globals';
import { earlyAdjustment } from '../../src/entry/early-refresh.js';
import { settle } from '../../src/testing/manual-clock.js';
import { seededRandom } from '../support/seeded-random.js';
import { setUp } from '../support/set-up.js';

/** Far enough away for every draw. */
const EXPIRY = 1e9;
const DELTA = 200;
const EULER = 0.5772;

/** What one entry after another draws: how long before its expiry it is refreshed. */
function drawing(beta: number, seed: number, delta = DELTA): () => number {
  const adjust = earlyAdjustment({ beta, random: seededRandom(seed) })!;
  const times = { createdAt: 0, staleAt: EXPIRY, expiresAt: EXPIRY, keepUntil: EXPIRY };
  return () => EXPIRY - adjust(times, 'key', delta).staleAt;
}

function mean(runs: number, run: () => number): number {
  let sum = 0;
  for (let done = 0; done < runs; done++) sum += run();
  return sum / runs;
}

describe.each([0.5, 1, 2])('with beta %p, one entry', (beta) => {
  it('is refreshed beta times the duration of its load early, on average', () => {
    expect(mean(50_000, drawing(beta, 1)) / (beta * DELTA)).toBeCloseTo(1, 1.9);
  });

  it.each([0.5, 1, 2])('is refreshed earlier than x with probability e^(-x / (beta * delta)): %p', (x) => {
    const draw = drawing(beta, 2);
    const share = mean(50_000, () => (draw() > x * beta * DELTA ? 1 : 0));

    expect(share / Math.exp(-x)).toBeCloseTo(1, 1.9);
  });
});

/**
 * Callers who know nothing of each other, each with an entry of its own that carries its own draw, ask at the given times
 * before the expiry, the earliest first. @returns when the first of them loads, and how many load until that load is done
 */
function expiry(gaps: readonly number[], draw: () => number, delta = DELTA): { earliness: number; loads: number } {
  let earliness: number | undefined;
  let loads = 0;
  for (const gap of gaps) {
    if (earliness !== undefined && gap <= earliness - delta) break;
    if (gap > 0 && draw() < gap) continue; // its entry still holds
    earliness ??= gap;
    loads++;
  }
  return { earliness: earliness!, loads };
}

describe.each([
  { beta: 0.5, rate: 1 },
  { beta: 1, rate: 0.5 },
  { beta: 2, rate: 0.25 },
])('requests at a rate r that draw apart from each other ($beta, $rate per ms)', ({ beta, rate }) => {
  const draw = drawing(beta, 3);
  const scale = beta * DELTA;
  // From where the first load is as good as certain not to have happened yet, to after the expiry.
  const horizon = scale * (Math.log(rate * scale) + 5);
  const gaps = Array.from({ length: Math.ceil((horizon + DELTA) * rate) }, (_, at) => horizon - at / rate);
  const expiries = Array.from({ length: 2_000 }, () => expiry(gaps, draw));

  it('load beta * delta * (ln(r * beta * delta) + 0.577) early, on average', () => {
    const early = mean(
      expiries.length,
      (
        (at) => () =>
          expiries[at++]!.earliness
      )(0),
    );

    expect(early / (scale * (Math.log(rate * scale) + EULER))).toBeCloseTo(1, 1.5);
  });

  it('load e^(1 / beta) times per expiry, on average', () => {
    const loads = mean(
      expiries.length,
      (
        (at) => () =>
          expiries[at++]!.loads
      )(0),
    );

    expect(loads / Math.exp(1 / beta)).toBeCloseTo(1, 1);
  });
});

it('of n processes that hold the same value, the first loads beta * delta * (ln(n) + 0.577) early, on average', () => {
  const draw = drawing(1, 4);
  const processes = 64;
  const first = mean(2_000, () => Math.max(...Array.from({ length: processes }, draw)));

  expect(first / (DELTA * (Math.log(processes) + EULER))).toBeCloseTo(1, 1.5);
});

describe('in a function', () => {
  const LIFE = { updateAfter: '10s', expireAfter: '20s' } as const;
  const HALF = 1 - Math.exp(-1); // -ln(1 - random) is 1

  async function loaded(random: () => number, took = '2s' as const) {
    const all = setUp({ ...LIFE, earlyRefresh: { beta: 1.5, random } });
    const first = all.cached('ada');
    await all.clock.advance(took);
    all.loads[0]!.resolve('old');
    await first;
    return all;
  }

  it('a hit after the drawn moment answers at once and refreshes behind it', async () => {
    const { cached, clock, loads } = await loaded(() => HALF);
    await clock.advance('4999ms'); // stale 1.5 * 2 s before 10 s
    await cached('ada');
    expect(loads).toHaveLength(1);
    await clock.advance('2ms');
    expect(await cached('ada')).toBe('old');
    expect(loads).toHaveLength(2);
    loads[1]!.resolve('new');
    await settle();

    expect(await cached('ada')).toBe('new');
  });

  it('no hit draws a number', async () => {
    let draws = 0;
    const { cached } = await loaded(() => {
      draws++;
      return HALF;
    });
    await Promise.all(Array.from({ length: 100 }, () => cached('ada')));

    expect(draws).toBe(1);
  });

  it('what a drawn moment is before the load began is fresh at no time, and expires as ever', async () => {
    const { cached, loads } = await loaded(() => 1 - 2 ** -50);
    const entry = await cached.peek('ada');
    await cached('ada');
    loads[1]!.resolve('new');

    expect(entry).toMatchObject({ createdAt: 0, staleAt: 0, expiresAt: 20_000, freshness: 'stale' });
  });
});
