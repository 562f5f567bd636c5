// A price list that is slow to make: nobody ever waits for it, because it is made again before anybody asks.
import { ManualClock } from '@memoir/core/testing'; // moves time by hand, so that the figures are exact
import { memoize } from 'memoir';

const clock = new ManualClock();
const minutes = () => `minute ${clock.monotonic() / 60_000}`;

const getPrices = memoize(
  async (currency: string) => {
    console.log(`  ${minutes()}: makes the ${currency} list`);
    return `${currency} prices of ${minutes()}`;
  },
  {
    clock,
    expireAfter: '1h',
    scheduledRefresh: {
      every: '1m', // looks as often
      olderThan: '5m', // for results of that age
      stopWhenIdleFor: '20m', // and rests when nobody has called for so long, until the next call
    },
  },
);

console.log('the first caller waits for the list');
console.log(`  ${await getPrices('EUR')}`);

console.log('from then on it is made again without any caller');
await clock.advance('12m');
console.log(`  ${minutes()}: ${await getPrices('EUR')}`);

console.log('20 minutes after the last call it rests');
await clock.advance('40m');

console.log('and goes on after the next call, which is answered at once');
console.log(`  ${minutes()}: ${await getPrices('EUR')}`);
await clock.advance('1m');
console.log(`  ${minutes()}: ${await getPrices('EUR')}`);

await getPrices.close(); // ends it
