// A source that becomes 100 times slower than usual, behind a limit on concurrent loads: what cached keys notice of it.
//
//   npx tsc -b && node benchmarks/slow-source.mjs [rounds, default 21]
//
// Usual and slow rounds take turns. In each turn of the event loop one key is asked for that is not cached, and 2,000
// times one that is; only the latter are timed. The ratio is usual to slow in neighbouring rounds: the median, and its
// middle half. Ends with code 1 if more loads ran at a time than the limit allows, or hits became slower.
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { LoadLimit, memoize, SilentLogger } from 'memoir';
import { median, pairedRatio } from './work/statistics.mjs';

const ROUNDS = Number(process.argv[2] ?? 21);
const TURNS_PER_ROUND = 300;
const HITS_PER_TURN = 2_000;
const USUAL = 1;
const SLOW = 100 * USUAL;
const LIMIT = { concurrent: 10, queue: 50 };
const AT_LEAST = 0.97;

const source = { delay: USUAL, running: 0, most: 0 };
const limit = new LoadLimit(LIMIT);
const get = memoize(
  async (key) => {
    source.most = Math.max(source.most, ++source.running);
    await sleep(source.delay);
    source.running--;
    return key;
  },
  { capacity: 100_000, expireAfter: '1d', loadLimit: limit, logger: new SilentLogger() },
);

const cached = Array.from({ length: 256 }, (_, n) => `cached ${n}`);
for (const key of cached) await get.prime([key], key);
let asked = 0;
const refusals = { [USUAL]: 0, [SLOW]: 0 };
const most = { [USUAL]: 0, [SLOW]: 0 };
const loads = { [USUAL]: 0, [SLOW]: 0 };

/** @returns nanoseconds per hit */
async function round(delay) {
  source.delay = delay;
  source.most = source.running;
  const loadsBefore = get.statistics().loads;
  let nanoseconds = 0n;
  for (let n = 0; n < TURNS_PER_ROUND; n++) {
    get(`uncached ${asked++}`).catch((error) => {
      if (error.code !== 'ERR_MEMOIR_LOAD_QUEUE_FULL') throw error;
      refusals[delay]++;
    });
    const start = process.hrtime.bigint();
    for (let i = 0; i < HITS_PER_TURN; i++) await get(cached[i & 255]);
    nanoseconds += process.hrtime.bigint() - start;
    await turn();
  }
  most[delay] = Math.max(most[delay], source.most);
  loads[delay] += get.statistics().loads - loadsBefore;
  while (limit.running > 0) await sleep(USUAL);
  return Number(nanoseconds) / (TURNS_PER_ROUND * HITS_PER_TURN);
}

for (let n = 0; n < 3; n++) await round(USUAL); // until it is compiled
refusals[USUAL] = most[USUAL] = loads[USUAL] = 0;
const times = { [USUAL]: [], [SLOW]: [] };
for (let n = 0; n < ROUNDS; n++)
  for (const delay of n % 2 ? [USUAL, SLOW] : [SLOW, USUAL]) times[delay].push(await round(delay));

console.log(`Node ${process.version}; at most ${LIMIT.concurrent} loads at a time, ${LIMIT.queue} waiting`);
console.table(
  Object.fromEntries(
    [USUAL, SLOW].map((delay) => [
      `a load takes ${delay} ms`,
      {
        'most loads at a time': most[delay],
        'loads begun': loads[delay],
        'turned away': refusals[delay],
        'ns per hit': Math.round(median(times[delay])),
      },
    ]),
  ),
);
const { median: ratio, low, high } = pairedRatio(times[USUAL], times[SLOW]);
console.log(
  `hits while it is slow to hits as usual: ${ratio.toFixed(2)} (${low.toFixed(2)}-${high.toFixed(2)}), at least ${AT_LEAST}`,
);
if (most[SLOW] > LIMIT.concurrent || high < AT_LEAST) process.exitCode = 1;
