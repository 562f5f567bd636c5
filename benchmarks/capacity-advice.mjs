/**
 * What capacity advice costs a hit. It is less than what two measurements of whole hits differ by, so the strategy is
 * told of the same reads with and without it, and what that differs by is set against a hit of the default configuration.
 *
 *     npm run build && node benchmarks/capacity-advice.mjs [entries] [processes]
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { flatTexts, shuffled } from './work/arguments.mjs';
import { median, quantile, verdictOn } from './work/statistics.mjs';

const BUDGET = 0.99;
const ROUNDS = 61;
const READS = 100_000;

const [, , first = '16384', second = '5', role] = process.argv;
if (role === 'process') console.log(JSON.stringify(await measure(Number(first))));
else report(Number(first), Number(second));

function report(entries, processes) {
  const shares = [];
  for (let n = 0; n < processes; n++) {
    const path = fileURLToPath(import.meta.url);
    const run = spawnSync(process.execPath, [path, first, second, 'process'], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(run.stderr);
    const { plain, advised, hit } = JSON.parse(run.stdout);
    shares.push(hit / (hit + advised - plain));
    const told = `${plain.toFixed(2)} ns without, ${advised.toFixed(2)} with`;
    console.log(`telling the strategy of a read: ${told}; a hit: ${hit.toFixed(0)} ns`);
  }
  const ratio = { low: quantile(shares, 0.25), median: median(shares), high: quantile(shares, 0.75) };
  const [low, middle, high] = Object.values(ratio).map((each) => each.toFixed(3));
  console.log(`a hit among ${entries} entries with capacity advice: ${middle} (${low}-${high}) of the hit without`);
  console.log(`at least ${BUDGET}: ${verdictOn(BUDGET, ratio)}; Node ${process.version}`);
}

async function measure(entries) {
  const keys = shuffled(flatTexts(entries));
  const { plain, advised } = await measureReads(keys);
  return { plain, advised, hit: await measureHits(keys) };
}

/** Both by turns; of the differences between neighbours, the median is the least disturbed. */
async function measureReads(keys) {
  const { AdaptiveEvictionStrategy } = await import('memoir');
  const subjects = [false, true].map((isAdvised) => {
    const strategy = new AdaptiveEvictionStrategy({ capacity: keys.length });
    strategy.setCapacityAdvice(isAdvised);
    const entries = keys.map((value) => ({ value, strategySlot: undefined }));
    keys.forEach((key, n) => void strategy.markWritten(key, entries[n]));
    return { strategy, entries, times: [] };
  });
  for (let round = 0; round < ROUNDS; round++) {
    const turns = round % 2 === 0 ? subjects : subjects.toReversed();
    for (const { strategy, entries, times } of turns) {
      const start = process.hrtime.bigint();
      for (let n = 0; n < READS; n++) strategy.markRead(keys[n % keys.length], entries[n % keys.length]);
      times.push(Number(process.hrtime.bigint() - start) / READS);
    }
  }
  const [plain, advised] = subjects.map(({ times }) => times.slice(ROUNDS / 3));
  const extra = median(advised.map((time, n) => time - plain[n]));
  return { plain: median(plain), advised: median(plain) + extra };
}

async function measureHits(keys) {
  const { memoize } = await import('memoir');
  const call = memoize(async (key) => key, { capacity: keys.length });
  for (let pass = 0; pass < 2; pass++) for (const key of keys) await call(key);
  const times = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.hrtime.bigint();
    for (const key of keys) await call(key);
    times.push(Number(process.hrtime.bigint() - start) / keys.length);
  }
  return median(times);
}
