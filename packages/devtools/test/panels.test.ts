import { afterEach, describe, expect, it } from '@jest/globals';
import { createMemoizer, InProcessLog, type Memoized, standardConfiguration, TieredStorage } from '@memoir/core';
import { heldLoads } from '@memoir/core/testing';
import { MemoryStorage } from '@memoir/storage-memory';
import { fact, PageForTests, panel, reads } from './support/page-for-tests.js';

const at = new PageForTests();
const open: Memoized<any>[] = [];

afterEach(async () => {
  for (const cached of open.splice(0)) await cached.close();
});

/** A function that is closed after the test. */
function memoized<F extends (...args: any[]) => Promise<unknown>>(load: F, options: object = {}): Memoized<F> {
  const { memoize } = createMemoizer(standardConfiguration(new MemoryStorage()));
  const cached = memoize(load, options) as Memoized<F>;
  open.push(cached);
  return cached;
}

const getUser = async (id: string) => ({ id });

/** A storage that answers nothing but failures. */
const failing = {
  shared: true,
  keyspace: () => {
    const fail = () => Promise.reject(new Error('the backend is down'));
    return { get: fail, offer: fail, release: fail, invalidate: fail, expire: fail, clear: fail } as never;
  },
};

describe('the list', () => {
  it('has every function, with what was called before the devtools began', async () => {
    const cached = memoized(getUser, { namespace: 'users' });
    await cached('ada');
    await cached('ada');
    const page = await at.open(await at.start());
    const row = page.locator('.functions tbody tr', { hasText: 'users' });

    await reads(row, '50.0 %');
    await reads(row, '1 / 4,096');
    expect(at.complaints).toEqual([]);
  });

  it('takes in what is memoized later, and lets go of what is closed', async () => {
    memoized(getUser, { namespace: 'users' });
    const page = await at.open(await at.start());
    const later = memoized(async function getTeam(id: string) {
      return id;
    });
    await page.getByRole('button', { name: /^getTeam/ }).waitFor();
    await later.close();

    await page.getByRole('button', { name: /^getTeam/ }).waitFor({ state: 'detached' });
  });

  it('can be searched and filtered', async () => {
    memoized(getUser, { namespace: 'users' });
    const teams = heldLoads<[id: string], string>();
    const loading = memoized(teams.load, { namespace: 'teams' });
    const call = loading('red');
    const page = await at.open(await at.start());
    const rows = page.locator('.functions tbody tr');
    await page.getByRole('searchbox').fill('USERS');
    await reads(page.locator('.seen'), '1 of 2');
    const found = await rows.allInnerTexts();
    await page.getByRole('searchbox').fill('');
    await page.getByRole('radio', { name: 'loading' }).check();
    await reads(page.locator('.seen'), '1 of 2');
    const filtered = await rows.allInnerTexts();
    (await teams.next()).resolve('Red');
    await call;

    expect(found.join()).toContain('users');
    expect(filtered.join()).toContain('teams');
    await reads(page.locator('.list'), 'nothing fits');
  });

  it('works by keyboard: slash searches, arrows choose', async () => {
    memoized(getUser, { namespace: 'users' });
    memoized(async function getTeam(id: string) {
      return id;
    });
    const page = await at.open(await at.start());
    await page.getByRole('heading', { level: 2, name: /^getTeam/ }).waitFor();
    await page.keyboard.press('/');
    const focused = await page.evaluate('document.activeElement.type');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await page.getByRole('heading', { level: 2, name: /^getUser/ }).waitFor();
    await page.keyboard.press('ArrowUp');

    expect(focused).toBe('search');
    await page.getByRole('heading', { level: 2, name: /^getTeam/ }).waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toContain('getTeam');
  });
});

describe('the panel', () => {
  it('of calls shows each interval by its answers, and the hit ratio', async () => {
    const cached = memoized(getUser, { namespace: 'users' });
    const devtools = await at.start();
    const page = await at.open(devtools, 'getUser');
    await Promise.all([cached('ada'), cached('ada'), cached('ada')]);
    await cached('ada');
    const calls = panel(page, 'Calls over time');
    for (const told of [/1 hits/, /2 joins/, /1 misses/]) await reads(calls.locator('title'), told);

    expect(await calls.locator('rect.hits').count()).toBeGreaterThan(0);
    expect(await calls.locator('rect.joins').count()).toBeGreaterThan(0);
    expect(await calls.locator('rect.misses').count()).toBeGreaterThan(0);
    expect(await calls.locator('polyline').getAttribute('points')).toMatch(/^[\d.]+,[\d.]+/);
  });

  it('of answers has every figure, fenced and stale ones too', async () => {
    const loads = heldLoads<[id: string], string>();
    const cached = memoized(loads.load, { namespace: 'users', updateAfter: '1ms', expireAfter: '1h' });
    const first = cached('ada');
    (await loads.next()).resolve('Ada');
    await first;
    await new Promise((resolve) => setTimeout(resolve, 5));
    await cached('ada');
    const refresh = await loads.next();
    const fenced = cached('grace');
    const held = await loads.next();
    await cached.invalidate('grace');
    held.resolve('Grace');
    await fenced;
    refresh.resolve('Ada');
    const page = await at.open(await at.start());
    const answers = panel(page, 'Answers');

    await reads(fact(answers, 'stale hits'), /^1$/);
    await reads(fact(answers, 'misses'), /^2$/);
    await reads(fact(answers, 'calls'), /^3$/);
    await reads(fact(answers, 'fenced loads'), /^1$/);
    await reads(fact(answers, 'invalidations'), /^1$/);
    await reads(fact(answers, 'refreshes'), /^1$/);
  });

  it('of loads shows those in flight, how old they are and who waits', async () => {
    const loads = heldLoads<[id: string], string>();
    const cached = memoized(loads.load, { namespace: 'users' });
    const calls = [cached('ada'), cached('ada')];
    const held = await loads.next();
    await cached.invalidate('ada');
    const page = await at.open(await at.start());
    const row = panel(page, 'Loads in flight').locator('tbody tr');
    await reads(row, /^ada\s*\d+(\.\d)? m?s\s*loading\s*fenced\s*2$/);
    held.resolve('Ada');
    await Promise.all(calls);

    await reads(panel(page, 'Loads in flight'), 'none');
  });

  it('of load times is a histogram', async () => {
    const cached = memoized(async (id: string, takes: number) => {
      const until = performance.now() + takes;
      while (performance.now() < until); // so that it takes that long, whatever timers do
      return id;
    });
    const devtools = await at.start();
    const page = await at.open(devtools);
    await reads(panel(page, 'Load times'), 'no load has ended');
    await cached('ada', 20);
    await cached('grace', 20);
    const times = panel(page, 'Load times');

    await reads(times.locator('title'), /^up to (32|64|128|256) ms: [12] loads$/);
    await reads(times, /2 loads, each in the first column that it fits; mean \d+/);
    expect(await times.locator('rect.bar[height="0"]').count()).toBeLessThan(18);
  });

  it('of entries shows them against the bounds of function and storage', async () => {
    const own = memoized(getUser, { namespace: 'users', capacity: 4 });
    const storage = new MemoryStorage({ maxBytes: '1K', maxEntries: 8 });
    const shared = memoized(async (id: string) => `team ${id}`, { namespace: 'teams', storage });
    for (const id of ['ada', 'grace', 'edsger']) await own(id);
    await shared('red');
    const devtools = await at.start();
    const page = await at.open(devtools, 'getUser');
    await reads(panel(page, 'Entries and bound'), '3 of 4 entries');
    const meter = await panel(page, 'Entries and bound').locator('meter').first().getAttribute('value');
    await page.getByRole('button', { name: /teams/ }).click();

    expect(meter).toBe('3');
    await reads(panel(page, 'Entries and bound'), 'MemoryStorage, all functions: 1 of 8 entries');
    await reads(panel(page, 'Entries and bound'), /MemoryStorage, all functions: \d+ B of 1 KB/);
  });

  it('of the storage shows tiers, the lag of the log, the breaker', async () => {
    const far = Object.assign(new MemoryStorage(), { log: new InProcessLog() });
    memoized(getUser, { namespace: 'users', storage: new TieredStorage(new MemoryStorage(), far) });
    const down = memoized(async (id: string) => `team ${id}`, { namespace: 'teams', storage: failing });
    for (let call = 0; call < 5; call++) await down(`${call}`);
    const page = await at.open(await at.start(), 'getUser');
    const storage = panel(page, 'Storage and tiers');
    await reads(storage.locator('.tiers'), /MemoryStorage.*MemoryStorage/s);
    await reads(fact(storage, 'log lag'), /of 2 s/);
    await reads(fact(storage, 'breaker'), 'closed');
    await page.getByRole('button', { name: /teams/ }).click();

    await reads(fact(storage, 'breaker'), 'open');
    await reads(fact(storage, 'failures'), /^[5-9]$/);
    await reads(page.locator('.functions tr', { hasText: 'teams' }), /breaker (half-)?open/);
  });

  it('of the capacity shows what other capacities would give', async () => {
    const cached = memoized(async (id: number) => id, { namespace: 'numbers', capacity: 4_096, capacityAdvice: true });
    for (let id = 0; id < 6_000; id++) await cached(id % 5_000);
    const page = await at.open(await at.start());
    const curve = panel(page, 'Capacity curve');
    await reads(curve, /estimated hit ratio by capacity, of \d+ sampled requests; now 4,096/);

    expect(await curve.locator('circle').count()).toBeGreaterThan(1);
    expect(await curve.locator('circle.now').count()).toBe(1);
  });

  it('of events tells what happened lately, here or everywhere, and no values', async () => {
    const cached = memoized(
      async (id: string) => {
        if (id === 'nobody') throw new Error('no such user');
        return 'a secret value';
      },
      { namespace: 'users' },
    );
    const other = memoized(async (id: string) => `team ${id}`, { namespace: 'teams' });
    const devtools = await at.start();
    const page = await at.open(devtools, 'users');
    await cached('ada');
    await cached('nobody').catch(() => undefined);
    await cached.invalidate('ada');
    await other('scarlet');
    const events = panel(page, 'Recent events');
    await reads(events, /invalidated\s+ada.*load failed\s+nobody no such user.*loaded\s+ada in [\d.]+ ms, stored/s);
    const own = await events.textContent();
    await page.getByLabel('of all functions').check();

    await reads(events, /loaded\s+teams\s+scarlet/);
    expect(own).not.toContain('scarlet');
    expect(await page.content()).not.toContain('a secret value');
  });

  it('of the settings has what is configured', async () => {
    memoized(getUser, { namespace: 'users', capacity: 77 });
    const page = await at.open(await at.start());

    await reads(fact(panel(page, 'Settings'), 'capacity'), /^77$/);
  });
});

describe('the panel of actions', () => {
  const actions = { name: 'Invalidate and explain' };

  it('invalidates by arguments once that was confirmed', async () => {
    const cached = memoized(async (id: string, at: number) => `${id} ${at}`, { namespace: 'users' });
    await cached('ada', 7);
    const page = await at.open(await at.start(), 'users');
    const own = panel(page, actions.name);
    await own.getByRole('textbox').fill('["ada", 7]');
    await own.getByRole('button', { name: 'Invalidate…', exact: true }).click();
    const question = await page.getByRole('dialog').textContent();
    await page.getByRole('button', { name: 'Cancel' }).click();
    const stood = await cached.peek('ada', 7);
    await own.getByRole('button', { name: 'Invalidate…', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Invalidate' }).click();
    await reads(own.locator('output'), 'was invalidated');

    expect(question).toContain('("ada", 7)?');
    expect(stood).toBeDefined();
    expect(await cached.peek('ada', 7)).toBeUndefined();
  });

  it('invalidates everything, by keyboard alone; Escape is a no', async () => {
    const cached = memoized(getUser, { namespace: 'users' });
    await cached('ada');
    const page = await at.open(await at.start());
    const everything = page.getByRole('button', { name: 'Invalidate everything…' });
    await everything.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    const stood = await cached.peek('ada');
    await everything.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await reads(page.locator('output'), 'everything was invalidated');

    expect(stood).toBeDefined();
    expect(await cached.peek('ada')).toBeUndefined();
  });

  it('explains, and says what is wrong with arguments that are none', async () => {
    const cached = memoized(getUser, { namespace: 'users' });
    await cached('ada');
    const page = await at.open(await at.start());
    const own = panel(page, actions.name);
    await own.getByRole('textbox').fill('["ada"]');
    await page.keyboard.press('Enter');
    await reads(own.locator('output'), 'would be: hit');
    await own.getByRole('textbox').fill('ada');
    await page.keyboard.press('Enter');

    await reads(own.locator('output'), 'this is not JSON');
    expect(at.complaints).toEqual([]);
  });
});

describe('the page', () => {
  it.each([
    ['light', 'rgb(246, 247, 249)'],
    ['dark', 'rgb(20, 23, 28)'],
  ] as const)('is %s where the system is', async (colorScheme, ground) => {
    memoized(getUser, { namespace: 'users' });
    const page = await at.open(await at.start(), undefined, { colorScheme });

    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(ground);
  });

  it('says that the process has gone, and goes on when it is back', async () => {
    memoized(getUser, { namespace: 'users' });
    const first = await at.start();
    const page = await at.open(first);
    await first.close();

    await reads(page.getByRole('status'), 'the process does not answer');
  });

  it('remembers what was before it was opened', async () => {
    const cached = memoized(getUser, { namespace: 'users' });
    const devtools = await at.start();
    await at.open(devtools);
    await cached('ada');
    await new Promise((resolve) => setTimeout(resolve, 150));
    const page = await at.open(devtools);

    await reads(panel(page, 'Calls over time').locator('title'), /: 1 misses/);
    await reads(panel(page, 'Recent events'), /loaded\s+ada/);
  });
});
