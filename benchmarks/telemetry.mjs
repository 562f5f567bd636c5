// What looking in costs a hit: with telemetry on, with a listener, with a subscriber to a channel, and with nobody. Each
// subject is a process of its own per round, in turns with the floor: `node benchmarks/telemetry.mjs`; ends with code 1
// if a budget is missed. `--against <dist/index.js of another build of packages/memoir>` has nobody listen to that one too,
// such as one from before there were events to hear.
import { execFileSync } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const ENTRIES = 1_000;
const HITS = 200_000;
const PASSES = 20;
const KEYS = Array.from({ length: ENTRIES }, (_, at) => `user-${at}`);
const FLOOR = 'nobody listens';

const listening =
  (listener) =>
  async ({ memoize }) =>
    memoize(find, { listeners: [listener] });

const measured =
  (options) =>
  async ({ memoize }) => {
    const { startTelemetry } = await import('../packages/telemetry/dist/index.js');
    // From where the telemetry's own tests have it.
    const require = createRequire(new URL('../packages/telemetry/package.json', import.meta.url));
    const {
      InMemoryMetricExporter,
      MeterProvider,
      PeriodicExportingMetricReader,
    } = require('@opentelemetry/sdk-metrics');
    const exporter = new InMemoryMetricExporter(0);
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 100, exportTimeoutMillis: 100 });
    startTelemetry({ meterProvider: new MeterProvider({ readers: [reader] }), ...options });
    return memoize(find);
  };

/** Each gives the function that is measured. */
const SUBJECTS = {
  [FLOOR]: async ({ memoize }) => memoize(find),
  'telemetry is on': measured({}),
  'telemetry is on, with ages': measured({ ages: true }),
  'a listener to one event': listening({ removed() {} }),
  'a listener to hits': listening({ hit() {} }),
  'a subscriber to one channel': async ({ memoize }) => {
    subscribe('memoir:removed', () => {});
    return memoize(find);
  },
  'a subscriber to the channel of hits': async ({ memoize }) => {
    subscribe('memoir:hit', () => {});
    return memoize(find);
  },
};

/** The least that is left of the speed of a hit that nobody hears. */
const BUDGETS = { 'telemetry is on': 0.6, 'a listener to one event': 0.8 };
const AGAINST_BEFORE = 0.98;

async function find(id) {
  return { id };
}

/** ns per hit, awaited, in the best of many passes: the one that nothing else has disturbed. */
async function measure(subject, build) {
  const cached = await SUBJECTS[subject](await import(build));
  for (const key of KEYS) await cached(key);
  let least = Number.POSITIVE_INFINITY;
  for (let pass = 0; pass < PASSES; pass++) {
    const begun = process.hrtime.bigint();
    for (let hit = 0; hit < HITS; hit++) await cached(KEYS[hit % ENTRIES]);
    least = Math.min(least, Number(process.hrtime.bigint() - begun) / HITS);
    await new Promise((resolve) => setImmediate(resolve)); // lets whoever collects do so
  }
  return least;
}

const median = (figures) => figures.toSorted((one, other) => one - other)[Math.floor(figures.length / 2)];

const { values, positionals } = parseArgs({
  options: { against: { type: 'string' }, rounds: { type: 'string', default: '5' } },
  allowPositionals: true,
});
const [asked, askedOf] = positionals;
if (asked) {
  console.log(await measure(asked, askedOf));
  process.exit(); // what collects would go on
}
const here = 'memoir';
const file = fileURLToPath(import.meta.url);
const ask = (subject, build) => Number(execFileSync(process.execPath, [file, subject, build], { encoding: 'utf8' }));
const rows = Object.keys(SUBJECTS).map((subject) => ({
  subject,
  build: here,
  budget: BUDGETS[subject],
  costs: [],
  ratios: [],
}));
if (values.against) {
  const build = pathToFileURL(values.against).href;
  rows.push({ subject: FLOOR, build, name: 'nobody listens, the other build', costs: [], ratios: [] });
}
for (let round = 0; round < Number(values.rounds); round++) {
  for (const row of rows) row.costs.push(ask(row.subject, row.build));
  for (const row of rows) row.ratios.push(rows[0].costs.at(-1) / row.costs.at(-1));
}
console.log(
  `ns per hit, and its speed next to a hit that nobody hears; median of ${values.rounds}, Node ${process.version}`,
);
let isMissed = false;
for (const { subject, name = subject, costs, ratios, budget } of rows) {
  const ratio = median(ratios);
  const isBelow = budget !== undefined && ratio < budget;
  isMissed ||= isBelow;
  const verdict = budget === undefined ? '' : `at least ${budget}${isBelow ? ', MISSED' : ''}`;
  console.log(name.padEnd(38), median(costs).toFixed(1).padStart(7), ratio.toFixed(3).padStart(7), ` ${verdict}`);
}
if (values.against) {
  const ratio = 1 / median(rows.at(-1).ratios);
  const isBelow = ratio < AGAINST_BEFORE;
  isMissed ||= isBelow;
  console.log(
    `nobody listens, next to the other build: ${ratio.toFixed(3)}, at least ${AGAINST_BEFORE}${isBelow ? ', MISSED' : ''}`,
  );
}
process.exitCode = isMissed ? 1 : 0;
