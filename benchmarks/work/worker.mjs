/** One subject on one path, in a process of its own: makes itself ready, then runs a round whenever it is told to. */
import { argumentsOf, flatTexts, freshArguments, keyOf, shuffled } from './arguments.mjs';
import { fill, loops } from './loops.mjs';
import { PATHS } from './paths.mjs';

const TTL = 3_600_000;
const FIRST_CALLS = 2_000;

const [pathName, subject, warmUpTime] = process.argv.slice(2);
const { kind, loop, expect, keys: count, capacity, shuffle, roundTime } = PATHS.find(({ name }) => name === pathName);

const texts = flatTexts(count);
let loads = 0;
const load = async (key) => {
  loads++;
  return key;
};
const loadMany = async (keys) => {
  loads += keys.length;
  return [...keys];
};
const { create } = await import(`../subjects/${subject}.mjs`);
const mapKeys = kind === 'arguments' ? texts.map((text, i) => keyOf(freshArguments(text, i))) : texts;
const valueFor = (key) => (kind === 'arguments' ? argumentsOf(key)[0] : key);
const call = create({ kind, load, loadMany, ttl: TTL, capacity, keys: mapKeys, valueFor });
if (expect !== 'nothing') await fill(kind, call, texts);
const order = shuffle ? shuffled(texts) : texts;

let from = 0;
async function timed(calls) {
  const loadsBefore = loads;
  const start = process.hrtime.bigint();
  await loops[loop](call, order, calls, from);
  const nanoseconds = Number(process.hrtime.bigint() - start);
  from += calls;
  const expected = { hits: 0, loads: calls, nothing: 0 }[expect];
  if (loads - loadsBefore !== expected) {
    throw new Error(`${subject} on ${pathName}: ${loads - loadsBefore} loads in ${calls} calls, not ${expected}`);
  }
  return nanoseconds / calls;
}

/** In hundreds, for the loop that calls in batches. */
const callsIn = (milliseconds, each) => Math.max(1, Math.round((milliseconds * 1e6) / each / 100)) * 100;

let each = await timed(FIRST_CALLS);
const warmUpEnds = performance.now() + Number(warmUpTime);
while (performance.now() < warmUpEnds) each = await timed(callsIn(roundTime, each));
const calls = callsIn(roundTime, each);

process.on('message', async () => process.send({ each: await timed(calls) }));
process.on('disconnect', () => process.exit());
process.send({ ready: true });
