// Getting started, second step: say how long a result is good.
import { ManualClock } from '@memoir/core/testing'; // moves time by hand, so that nobody has to wait
import { memoize } from 'memoir';

const clock = new ManualClock();
let version = 0;

const getPrices = memoize(
  async (shop: string) => {
    version++;
    return `${shop}, version ${version}`;
  },
  { updateAfter: '2m', expireAfter: '10m', clock },
);

console.log(await getPrices('corner'));
await clock.advance('3m');
console.log(await getPrices('corner'), '(at once, and a load behind it)');
await clock.advance(0);
console.log(await getPrices('corner'));
await clock.advance('11m');
console.log(await getPrices('corner'), '(after a load)');
