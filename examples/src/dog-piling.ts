// What happens when a popular value expires under its callers: a plain cache runs one load for each of them, memoir one for all.
import { ManualClock } from '@memoir/core/testing'; // moves time by hand, so that the figures are exact
import { memoize } from 'memoir';

const BATCHES = 50;
const CALLERS = 5;
const TIME_TO_LIVE = 200;
const LOAD_TIME = 10;
const PAUSE = 70;

type Load = (key: string) => Promise<string>;

/** What one writes in a hurry: look, load if there is nothing, remember. */
function plainCache(load: Load, clock: ManualClock): Load {
  const entries = new Map<string, { value: string; expiresAt: number }>();
  return async (key) => {
    const entry = entries.get(key);
    if (entry && clock.now() < entry.expiresAt) return entry.value;
    const value = await load(key);
    entries.set(key, { value, expiresAt: clock.now() + TIME_TO_LIVE });
    return value;
  };
}

function memoirCache(load: Load, clock: ManualClock): Load {
  return memoize(load, { clock, updateAfter: TIME_TO_LIVE, expireAfter: TIME_TO_LIVE });
}

async function countLoads(cache: (load: Load, clock: ManualClock) => Load): Promise<number> {
  const clock = new ManualClock();
  let loads = 0;
  const cached = cache(async (key) => {
    loads++;
    await new Promise<void>((resolve) => clock.schedule(LOAD_TIME, resolve));
    return `value of ${key}`;
  }, clock);

  for (let batch = 0; batch < BATCHES; batch++) {
    const callers = Promise.all(Array.from({ length: CALLERS }, () => cached('popular')));
    await clock.advance(LOAD_TIME);
    await callers;
    await clock.advance(PAUSE);
  }
  return loads;
}

console.log(
  `${BATCHES} batches of ${CALLERS} callers, time to live ${TIME_TO_LIVE} ms, ${PAUSE} ms pause, ${LOAD_TIME} ms load`,
);
console.log(`a plain cache: ${await countLoads(plainCache)} loads`);
console.log(`memoir: ${await countLoads(memoirCache)} loads`);
