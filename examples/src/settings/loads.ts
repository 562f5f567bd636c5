// One function for each setting that says when loads run, and how many.
import { ManualClock } from '@memoir/core/testing'; // moves time by hand, so that nobody has to wait
import { LoadLimit, memoize } from 'memoir';

const clock = new ManualClock();
let running = 0;
let most = 0;

async function load(name: string): Promise<string> {
  most = Math.max(most, ++running);
  await new Promise<void>((resolve) => clock.schedule(100, resolve));
  running--;
  return name.toUpperCase();
}

async function all(calls: readonly Promise<string>[]): Promise<void> {
  await clock.advance('1s');
  await Promise.all(calls);
  console.log(`  at most ${most} loads at a time`);
  most = 0;
}

console.log('maxConcurrentLoads:');
const few = memoize(load, { clock, maxConcurrentLoads: 2 });
await all(['ada', 'grace', 'edsger', 'barbara'].map((name) => few(name)));

console.log('loadLimit:');
const database = new LoadLimit({ name: 'the database', concurrent: 3, queue: 100, queueTimeout: '5s' });
const getUser = memoize(load, { clock, loadLimit: database });
const getTeam = memoize(load, { clock, loadLimit: database });
await all(['red', 'blue', 'green'].flatMap((name) => [getUser(name), getTeam(name)]));

console.log('scheduledRefresh:');
const getRates = memoize(load, {
  clock,
  updateAfter: '1h',
  expireAfter: '3h',
  scheduledRefresh: { every: '1m', olderThan: '5m', stopWhenIdleFor: '1h' },
});
await all([getRates('eur')]);
await clock.advance('16m');
console.log(`  ${getRates.statistics().backgroundRefreshes} refreshes in 16 minutes, nobody asked`);
await getRates.close();

console.log('waitUntil:');
const handedOver: Promise<unknown>[] = [];
const getPrices = memoize(load, {
  clock,
  updateAfter: '1m',
  expireAfter: '1h',
  waitUntil: (work) => handedOver.push(work), // of the platform: what the process has to stay awake for
});
await all([getPrices('corner')]);
await clock.advance('2m');
await getPrices('corner');
console.log(`  ${handedOver.length} refresh goes on behind the answer`);
await clock.advance('1s');
await Promise.all(handedOver);
for (const get of [few, getUser, getTeam, getPrices]) await get.close();
