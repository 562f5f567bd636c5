// Getting started, fourth step: what happens when the source fails.
import { ManualClock } from '@memoir/core/testing'; // moves time by hand, so that nobody has to wait
import { memoize, SilentLogger } from 'memoir';

const clock = new ManualClock();
let isDown = false;

const getRate = memoize(
  async (currency: string) => {
    if (isDown) throw new Error('the bank does not answer');
    return `1 EUR = 1.1 ${currency}`;
  },
  { expireAfter: '10m', keepStaleFor: '1d', clock, logger: new SilentLogger() },
);

console.log(await getRate('USD'));
isDown = true;
await clock.advance('1h');
console.log(await getRate('USD'), '(an hour old, better than none)');
await getRate.invalidate('USD');
await getRate('USD').catch((error: Error) => console.log(error.message, '(invalidated: nothing old is served)'));
