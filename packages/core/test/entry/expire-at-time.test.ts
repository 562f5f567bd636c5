import { describe, expect, it } from '@jest/globals';
import { expiryAdjustment } from '../../src/entry/expire-at-time.js';
import { MutableCacheConfiguration, standardConfiguration } from '../../src/index.js';
import { MapStorage } from '../support/map-storage.js';
import { setUp } from '../support/set-up.js';

const NEVER = Number.POSITIVE_INFINITY;

/** When what is loaded at an instant expires. */
function expiryOf(at: string, timeZone: string, loadedAt: string): string {
  const adjust = expiryAdjustment({ at, timeZone }, () => 0)!;
  const createdAt = Date.parse(loadedAt);
  const { expiresAt } = adjust({ createdAt, staleAt: NEVER, expiresAt: NEVER, keepUntil: NEVER }, 'key', 0);
  return new Date(expiresAt).toISOString().replace(':00.000Z', 'Z');
}

describe('a time of day', () => {
  it.each([
    ['03:00', 'UTC', '2026-01-10T02:59:59.999Z', '2026-01-10T03:00Z'],
    ['03:00', 'UTC', '2026-01-10T03:00Z', '2026-01-11T03:00Z'], // at that very millisecond it has passed
    ['3:00', 'Europe/Berlin', '2026-01-10T12:00Z', '2026-01-11T02:00Z'],
    ['03:00', 'Europe/Berlin', '2026-07-10T12:00Z', '2026-07-11T01:00Z'],
    ['00:00', 'America/New_York', '2026-07-10T12:00Z', '2026-07-11T04:00Z'],
    ['00:00', 'Asia/Kathmandu', '2026-07-10T12:00Z', '2026-07-10T18:15Z'],
    ['23:59', 'Pacific/Kiritimati', '2026-12-31T09:58Z', '2026-12-31T09:59Z'],
  ])('%s in %s: what is loaded at %s expires at %s', (at, zone, loadedAt, expiry) => {
    expect(expiryOf(at, zone, loadedAt)).toBe(expiry);
  });
});

describe('where clocks are put forward', () => {
  // Berlin, 29 March 2026: 02:00 becomes 03:00 at 01:00 UTC.
  it.each([
    ['02:30', 'Europe/Berlin', '2026-03-28T12:00Z', '2026-03-29T01:00Z'], // skipped: the moment of the change
    ['02:30', 'Europe/Berlin', '2026-03-29T00:59Z', '2026-03-29T01:00Z'],
    ['02:30', 'Europe/Berlin', '2026-03-29T01:00Z', '2026-03-30T00:30Z'],
    ['03:00', 'Europe/Berlin', '2026-03-29T00:30Z', '2026-03-29T01:00Z'],
    ['04:00', 'Europe/Berlin', '2026-03-28T12:00Z', '2026-03-29T02:00Z'],
    ['02:15', 'Australia/Lord_Howe', '2026-10-03T12:00Z', '2026-10-03T15:30Z'], // by half an hour
    ['00:30', 'America/Santiago', '2026-09-05T12:00Z', '2026-09-06T04:00Z'], // midnight itself is skipped
    ['12:00', 'Pacific/Apia', '2011-12-29T22:00Z', '2011-12-30T10:00Z'], // a whole day is skipped
  ])('%s in %s: what is loaded at %s expires at %s', (at, zone, loadedAt, expiry) => {
    expect(expiryOf(at, zone, loadedAt)).toBe(expiry);
  });
});

describe('where clocks are put back', () => {
  // Berlin, 25 October 2026: 03:00 becomes 02:00 at 01:00 UTC.
  it.each([
    ['02:30', 'Europe/Berlin', '2026-10-24T12:00Z', '2026-10-25T00:30Z'], // the first of two
    ['02:30', 'Europe/Berlin', '2026-10-25T00:30Z', '2026-10-26T01:30Z'],
    ['02:30', 'Europe/Berlin', '2026-10-25T01:10Z', '2026-10-26T01:30Z'],
    ['03:00', 'Europe/Berlin', '2026-10-25T00:59Z', '2026-10-25T02:00Z'],
    ['01:30', 'America/New_York', '2026-11-01T04:00Z', '2026-11-01T05:30Z'],
  ])('%s in %s: what is loaded at %s expires at %s', (at, zone, loadedAt, expiry) => {
    expect(expiryOf(at, zone, loadedAt)).toBe(expiry);
  });
});

describe('a cron text', () => {
  it.each([
    ['0 3 * * *', '2026-01-10T12:00Z', '2026-01-11T03:00Z'],
    ['*/15 * * * *', '2026-01-10T12:01Z', '2026-01-10T12:15Z'],
    ['5/20 8-9 * * *', '2026-01-10T08:26Z', '2026-01-10T08:45Z'],
    ['5/20 8-9 * * *', '2026-01-10T09:50Z', '2026-01-11T08:05Z'],
    ['0 6 * * mon-fri', '2026-01-09T07:00Z', '2026-01-12T06:00Z'], // Friday to Monday
    ['0 6 * * 7', '2026-01-09T07:00Z', '2026-01-11T06:00Z'],
    ['0 6 * * sun,wed', '2026-01-09T07:00Z', '2026-01-11T06:00Z'],
    ['0 0 1 * *', '2026-01-09T07:00Z', '2026-02-01T00:00Z'],
    ['0 0 31 * *', '2026-02-01T00:00Z', '2026-03-31T00:00Z'],
    ['0 0 29 feb *', '2026-01-01T00:00Z', '2028-02-29T00:00Z'],
    ['0 0 29 2 *', '2096-02-29T00:00Z', '2104-02-29T00:00Z'],
    ['0 0 13 * fri', '2026-01-10T00:00Z', '2026-01-13T00:00Z'], // either is enough
    ['0 12 */10 JAN,jul *', '2026-02-01T00:00Z', '2026-07-01T12:00Z'],
  ])('%s: what is loaded at %s expires at %s', (at, loadedAt, expiry) => {
    expect(expiryOf(at, 'UTC', loadedAt)).toBe(expiry);
  });
});

it('every moment is later than the load, and shows the time asked for unless clocks skip it', () => {
  const adjust = expiryAdjustment({ at: '02:30', timeZone: 'Europe/Berlin' }, () => 0)!;
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', timeStyle: 'short' });
  const shown = new Map<string, number>();
  let previous = 0;
  for (let createdAt = Date.parse('2026-01-01T00:00Z'); createdAt < Date.parse('2027-01-01T00:00Z'); ) {
    const { expiresAt } = adjust({ createdAt, staleAt: NEVER, expiresAt: NEVER, keepUntil: NEVER }, 'key', 0);
    expect(expiresAt).toBeGreaterThan(createdAt);
    if (expiresAt !== previous) shown.set(format.format(expiresAt), (shown.get(format.format(expiresAt)) ?? 0) + 1);
    previous = expiresAt;
    createdAt += 47 * 60_000;
  }

  expect(Object.fromEntries(shown)).toEqual({ '02:30': 365, '03:00': 1 });
});

describe('in a function', () => {
  const at = { at: '03:00', timeZone: 'Europe/Berlin' };
  const start = Date.parse('2026-01-10T01:00Z'); // two in the morning

  async function loaded(options: Parameters<typeof setUp>[0]) {
    const all = setUp({ start, expireAtTime: at, ...options });
    const call = all.cached('ada');
    all.loads[0]!.resolve('old');
    await call;
    return all;
  }

  it('what was loaded before the moment is loaded again after it', async () => {
    const { cached, clock, loads } = await loaded({ updateAfter: 'never', expireAfter: 'never' });
    await clock.advance('3599999ms');
    expect(await cached('ada')).toBe('old');
    await clock.advance('1ms');
    const call = cached('ada');
    loads[1]!.resolve('new');
    expect(await call).toBe('new');
    await clock.advance('23h');

    expect(await cached('ada')).toBe('new');
  });

  it('what expires earlier by itself does', async () => {
    const { cached } = await loaded({ expireAfter: '10m' });

    expect((await cached.peek('ada'))?.expiresAt).toBe(start + 600_000);
  });

  it.each([
    { expireAfter: 'never', updateAfter: 'never' },
    { expireAfter: '2h', updateAfter: '90m' },
  ] as const)('it is kept as long after the moment as it would have been: %p', async (lifeSpan) => {
    const { cached } = await loaded({ ...lifeSpan, keepStaleFor: '20m' });

    expect(await cached.peek('ada')).toMatchObject({
      staleAt: start + 3_600_000,
      expiresAt: start + 3_600_000,
      keepUntil: start + 4_800_000,
    });
  });

  it('jitter brings no moment forward', async () => {
    const jitter = { upTo: 0.5, by: 'random', random: () => 0.9 } as const;
    const { cached } = await loaded({ expireAfter: '4h', jitter });

    expect((await cached.peek('ada'))?.expiresAt).toBe(start + 3_600_000);
  });

  it('a setter changes it for what is loaded from then on', async () => {
    const configuration = MutableCacheConfiguration.initializedWith(standardConfiguration(new MapStorage()));

    expect(configuration.setExpireAtTime(at).expireAtTime).toBe(at);
    expect(configuration.setExpireAtTime(undefined).expireAtTime).toBeUndefined();
  });
});
