// What the consistency verifier costs a hit, at a share of 1 in 1,000: hits of one function while it is watched and while it
// is not, in interleaved rounds of one process. `node benchmarks/verifier.mjs`; ends with code 1 if it is more than 1 %.
import { setTimeout as sleep } from 'node:timers/promises';
import { ConsistencyVerifier } from '@memoir/verifier';
import { memoize } from 'memoir';

const ROUNDS = 31;
const HITS = 5_000_000;
const BUDGET = 0.99;
const KEYS = Array.from({ length: 1_000 }, (_, at) => `user-${at}`);

const getUser = memoize(async (id) => ({ id, name: 'somebody' }));
const verifier = new ConsistencyVerifier({ share: 0.001 });
for (const key of KEYS) await getUser(key);

async function round() {
  const begun = process.hrtime.bigint();
  for (let hit = 0; hit < HITS; hit++) {
    await getUser(KEYS[hit % KEYS.length]);
    if (hit % 100_000 === 0) await sleep(0); // the turns of the event loop that a service has
  }
  return Number(process.hrtime.bigint() - begun) / HITS;
}

const median = (figures) => figures.toSorted((one, other) => one - other)[Math.floor(figures.length / 2)];
const ratios = [];
const costs = [];
for (let at = 0; at < 3; at++) await round();
for (let at = 0; at < ROUNDS; at++) {
  const alone = await round();
  const leave = verifier.watch(getUser);
  const watched = await round();
  leave();
  ratios.push(alone / watched);
  costs.push(watched);
}
const { checked } = verifier.report();
verifier.close();

const ratio = median(ratios);
const sorted = ratios.toSorted((one, other) => one - other);
const [low, high] = [sorted[Math.floor(ROUNDS / 4)], sorted[Math.floor((ROUNDS * 3) / 4)]];
console.log(`${median(costs).toFixed(1)} ns per hit while watched, ${checked} hits checked in ${ROUNDS * HITS}`);
console.log(`of the speed without: ${ratio.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)}); at least ${BUDGET}`);
process.exitCode = ratio < BUDGET ? 1 : 0;
