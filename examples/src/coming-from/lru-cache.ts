import { ManualClock } from '@memoir/core/testing'; // moves time by hand, so that nobody has to wait
import { BoundedMap, memoize } from 'memoir';

const clock = new ManualClock();
let version = 0;

// What was a cache with a fetchMethod is the function itself.
const getPage = memoize(async (path: string) => `${path}, version ${++version}`, {
  clock,
  capacity: 500,
  updateAfter: '5m', // stale while it is fetched again
  expireAfter: '10m',
  keepStaleFor: '1h', // and kept for a fetch that fails
  listeners: [{ removed: ({ key, reason }) => console.log(`  ${key} was ${reason}`) }],
});

console.log(await getPage('/home'));
console.log(await getPage.refresh('/home'));
await getPage.prime(['/about'], 'about, by hand');
console.log(await getPage('/about'), (await getPage.peek('/about'))?.freshness);
await getPage.invalidate('/home');
console.log(await getPage('/home'));

// What was a Map with bounds is one.
const tokens = new BoundedMap<string, number>({ maxEntries: 2, timeToLive: '1m' });
tokens.set('a', 1).set('b', 2).set('c', 3);
console.log([...tokens.keys()]);
