// One function for each setting that says what callers get when the source is slow or fails.
import { ManualClock } from '@memoir/core/testing'; // moves time by hand, so that nobody has to wait
import { memoize, SilentLogger } from 'memoir';

const clock = new ManualClock();
const logger = new SilentLogger();
let source: 'works' | 'fails' | 'crawls' = 'works';

class NotFound extends Error {}

async function load(name: string): Promise<string> {
  if (source === 'fails') throw name === 'nobody' ? new NotFound(`no ${name}`) : new Error('down');
  if (source === 'crawls') await new Promise<void>((resolve) => clock.schedule(60_000, resolve));
  return name.toUpperCase();
}

/** What a call gives, and after how many seconds. */
async function ask(call: () => Promise<unknown>): Promise<string> {
  const begun = clock.monotonic();
  let answer: string | undefined;
  void call().then(
    (value) => {
      answer = String(value);
    },
    (error: Error) => {
      answer = `${error.name === 'Error' ? error.constructor.name : error.name}: ${error.message}`;
    },
  );
  for (await clock.advance(0); answer === undefined; ) await clock.advance(100);
  return `${answer} (${(clock.monotonic() - begun) / 1_000} s)`;
}

const bounded = memoize(load, { clock, logger, methodTimeout: '10s' });
source = 'crawls';
console.log('methodTimeout:', (await ask(() => bounded('ada'))).split(':')[0]);
await clock.advance('1m'); // late, the result is stored all the same
console.log('  later:', await ask(() => bounded('ada')));
source = 'works';

const impatient = memoize(load, { clock, logger, expireAfter: '1m', keepStaleFor: '1h', softTimeout: '200ms' });
await impatient('ada');
await clock.advance('2m');
source = 'crawls';
console.log('softTimeout:', await ask(() => impatient('ada')));
await clock.advance('1m');
source = 'works';

const choosy = memoize(load, {
  clock,
  logger,
  expireAfter: '1m',
  keepStaleFor: '1h',
  staleOnError: (error) => !(error instanceof NotFound),
});
await choosy('ada');
await choosy('nobody');
await clock.advance('2m');
source = 'fails';
console.log('staleOnError:', await ask(() => choosy('ada')), 'and', await ask(() => choosy('nobody')));
source = 'works';

const resting = memoize(load, {
  clock,
  logger,
  expireAfter: '1m',
  keepStaleFor: '1h',
  retryBackoff: { from: '5s', to: '1m' },
});
await resting('ada');
await clock.advance('2m');
source = 'fails';
for (let second = 0; second < 60; second++) {
  await resting('ada');
  await clock.advance('1s');
}
console.log(`retryBackoff: ${resting.statistics().loadFailures} attempts in a minute of 60 calls`);

const padded = memoize(load, {
  clock,
  logger,
  fallback: (error, name) => {
    if (error instanceof NotFound) return `(${name} is unknown)`;
    throw error;
  },
});
console.log('fallback:', await ask(() => padded('nobody')), 'and', await ask(() => padded('ada')));

const negative = memoize(load, {
  clock,
  logger,
  errorLifeSpan: (error) => (error instanceof NotFound ? { expireAfter: '30s' } : undefined),
});
for (let call = 0; call < 10; call++) await ask(() => negative('nobody'));
console.log(`errorLifeSpan: ${negative.statistics().loads} load in ${negative.statistics().calls} calls`);
for (const get of [bounded, impatient, choosy, resting, padded, negative]) await get.close();
