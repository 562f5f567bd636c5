// A paid API that allows two requests at a time: what waits, what is turned away, what is answered with an older value.
import { ManualClock } from '@memoir/core/testing'; // moves time by hand, so that the figures are exact
import { LoadLimit, LoadQueueFullError, memoize, SilentLogger } from 'memoir';

const RESPONSE_TIME = 100;

const clock = new ManualClock();
const api = { requests: 0, running: 0, most: 0 };

async function request(path: string): Promise<string> {
  const number = ++api.requests;
  api.most = Math.max(api.most, ++api.running);
  await new Promise<void>((resolve) => clock.schedule(RESPONSE_TIME, resolve));
  api.running--;
  return `${path} (request ${number})`;
}

// One limit for everything that asks this API, however many functions there are.
const geocoder = new LoadLimit({ name: 'the geocoder', concurrent: 2, queue: 2, queueTimeout: '5s' });
const options = {
  clock,
  loadLimit: geocoder,
  updateAfter: '1m',
  expireAfter: '2m',
  keepStaleFor: '1d',
  logger: new SilentLogger(), // what is turned away is a warning otherwise
} as const;
const findPlace = memoize(async (name: string) => request(`/places/${name}`), options);
const findRoute = memoize(async (from: string, to: string) => request(`/routes/${from}/${to}`), options);

async function show(title: string, calls: readonly Promise<string>[]): Promise<void> {
  const begin = clock.monotonic();
  console.log(title);
  const shown = calls.map(async (call) => {
    const answer = await call.catch((error: unknown) => {
      if (error instanceof LoadQueueFullError) return `turned away: ${error.code}`;
      throw error;
    });
    return `  after ${clock.monotonic() - begin} ms: ${answer}`;
  });
  await clock.advance(3 * RESPONSE_TIME);
  for (const line of await Promise.all(shown)) console.log(line);
}

await show('five callers, three places: each place is one request, the third waits for its turn', [
  findPlace('Lyon'),
  findPlace('Lyon'),
  findPlace('Nice'),
  findPlace('Paris'),
  findPlace('Paris'),
]);

await show('known places answer at once, whatever waits; two routes run, two wait, the fifth is turned away', [
  findRoute('Lyon', 'Nice'),
  findRoute('Lyon', 'Paris'),
  findRoute('Nice', 'Lyon'),
  findRoute('Nice', 'Paris'),
  findRoute('Paris', 'Lyon'),
  findPlace('Lyon'),
]);

await clock.advance('2m');
await show('all of it has expired, and the queue is full again: who has an older value gets that', [
  findRoute('Lyon', 'Nice'),
  findRoute('Lyon', 'Paris'),
  findRoute('Nice', 'Lyon'),
  findRoute('Nice', 'Paris'),
  findPlace('Lyon'),
]);

const { queuedLoads, rejectedLoads } = findRoute.statistics();
console.log(
  `at most ${api.most} requests at a time; of the routes ${queuedLoads} waited, ${rejectedLoads} was turned away`,
);
