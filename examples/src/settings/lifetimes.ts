// One function for each setting that says how long a result is good.
import { ManualClock } from '@memoir/core/testing'; // moves time by hand, so that nobody has to wait
import { type CacheEntry, type CacheKey, type EntryBuilder, type EntryContext, memoize } from 'memoir';

const clock = new ManualClock(Date.parse('2026-03-01T12:00:00Z'));
const load = async (name: string) => ({ name });
const minutes = (from: number, to: number) => `${Math.round((to - from) / 6_000) / 10} min`;

async function show(title: string, get: ReturnType<typeof memoize<typeof load>>): Promise<void> {
  await get('ada');
  const { createdAt, staleAt, expiresAt, keepUntil } = (await get.peek('ada'))!;
  const [stale, expired, kept] = [staleAt, expiresAt, keepUntil].map((moment) => minutes(createdAt, moment));
  console.log(`${title}: stale after ${stale}, expired after ${expired}, gone after ${kept}`);
}

const byDefault = memoize(load, { clock });
const updating = memoize(load, { clock, updateAfter: '2m' });
const expiring = memoize(load, { clock, expireAfter: '1h' });
const keeping = memoize(load, { clock, expireAfter: '30m', keepStaleFor: '1d' });
await show('by default', byDefault);
await show('updateAfter', updating);
await show('expireAfter', expiring);
await show('keepStaleFor', keeping);

const nightly = memoize(load, { clock, expireAfter: 'never', expireAtTime: { at: '03:00', timeZone: 'UTC' } });
await show('expireAtTime', nightly);

const computed = memoize(load, {
  clock,
  lifeSpan: (user) => (user.name === 'ada' ? { expireAfter: '3m' } : {}),
});
await show('lifeSpan', computed);

class AsLongAsTheDayLasts implements EntryBuilder<{ name: string }> {
  build(_key: CacheKey, value: { name: string }, context: EntryContext): CacheEntry<{ name: string }> {
    return context.entry(value, { updateAfter: '1h', expireAfter: '12h' });
  }
}
const built = memoize(load, { clock, entryBuilder: new AsLongAsTheDayLasts() });
await show('entryBuilder', built);

const spread = memoize(load, { clock, expireAfter: '1h', jitter: 0.1 });
await spread('ada');
await spread('grace');
const [ada, grace] = [await spread.peek('ada'), await spread.peek('grace')];
console.log(`jitter: they expire ${ada!.expiresAt === grace!.expiresAt ? 'together' : 'apart'}`);

const early = memoize(
  async (name: string) => {
    await new Promise<void>((resolve) => clock.schedule(10_000, resolve)); // loads take ten seconds
    return name;
  },
  { clock, updateAfter: '10m', expireAfter: '30m', earlyRefresh: { beta: 1, random: () => 0.5 } },
);
const answer = early('ada');
await clock.advance('10s');
await answer;
const { createdAt, staleAt } = (await early.peek('ada'))!;
console.log(`earlyRefresh: stale ${Math.round(600 - (staleAt - createdAt) / 1_000)} s before its time`);

const idle = memoize(load, { clock, expireAfter: '1h', expireAfterAccess: '10m' });
await idle('ada');
await clock.advance('9m');
await idle('ada');
await clock.advance('9m');
await idle('ada');
await clock.advance('11m');
await idle('ada');
console.log(`expireAfterAccess: ${idle.statistics().misses} callers had to wait in 29 minutes`);
