// What callers get when the source is slow or failing: the older value, a default, or the error, whichever is asked for.
import { ManualClock } from '@memoir/core/testing'; // moves time by hand, so that nobody has to wait
import { memoize } from 'memoir';

class NoSuchCity extends Error {}

const clock = new ManualClock();
let source: 'works' | 'fails' | 'crawls' = 'works';
let asked = 0;

async function loadTemperature(city: string): Promise<number> {
  asked++;
  if (city === 'Atlantis') throw new NoSuchCity(`there is no ${city}`);
  if (source === 'fails') throw new Error('the weather service is down');
  if (source === 'crawls') await new Promise<void>((resolve) => clock.schedule(60_000, resolve));
  return 20 + asked;
}

const getTemperature = memoize(loadTemperature, {
  clock,
  updateAfter: '1m',
  expireAfter: '1m',
  keepStaleFor: '1h', // an old temperature is better than none
  softTimeout: '200ms', // and better than a late one
  methodTimeout: '10s',
  staleOnError: (error) => !(error instanceof NoSuchCity),
  retryBackoff: { from: '5s', to: '1m' },
  errorLifeSpan: (error) => (error instanceof NoSuchCity ? { expireAfter: '1h' } : undefined),
  fallback: (error, city) => {
    if (error instanceof NoSuchCity) throw error;
    console.log(`  no temperature of ${city} yet: ${(error as Error).message}`);
    return Number.NaN;
  },
});

/** Calls, lets time pass until there is an answer, and says what came of it. */
async function ask(city: string): Promise<void> {
  const before = asked;
  const start = clock.now();
  const call = getTemperature(city).catch((error: Error) => error.message);
  let answer: number | string | undefined;
  void call.then((value) => {
    answer = value;
  });
  for (await clock.advance(1); answer === undefined; ) await clock.advance(1);
  const took = clock.now() - start;
  console.log(`  ${city}: ${answer}, ${took > 1 ? `after ${took} ms` : 'at once'}, loads: ${asked - before}`);
}

console.log('It works:');
await ask('Oslo');
await ask('Oslo');

console.log('It is down, and the value has expired:');
await clock.advance('2m');
source = 'fails';
await ask('Oslo');
await ask('Oslo'); // not asked again for five seconds
await clock.advance('5s');
await ask('Oslo');
await ask('Bergen');

console.log('It is slow:');
await clock.advance('1m');
source = 'crawls';
await ask('Oslo');
await ask('Oslo');

console.log('What does not exist is remembered for an hour:');
await ask('Atlantis');
await ask('Atlantis');
await getTemperature.close();
