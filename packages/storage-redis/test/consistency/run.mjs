// Five processes, random work, faults, and a checker over what they saw. Build first.
//
//   npx tsc -b && node packages/storage-redis/test/consistency/run.mjs --seconds 60
//
// --near puts near tiers in front: --max-staleness and --longest-freeze in milliseconds; every process then has its wall
// clock set off by up to an hour; --ignore-gaps puts another bug in. With --nodes removals wait for every process, and a read
// from near must not be older than what was removed either; --wait-for-nobody is the bug.
// --topology standalone, sentinel or cluster; --confirming-replicas N, else all there are. --seed N repeats the choices
// of a run; --plain-set puts the bug in that must be found; --json prints for a program. Ends with 1 if a read was older
// than an invalidation that had ended before it began, with 2 if the run itself went wrong.
import { parseArgs } from 'node:util';
import { consistencyRun } from './consistency-run.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1e9) },
    topology: { type: 'string', default: 'standalone' },
    'confirming-replicas': { type: 'string' },
    'plain-set': { type: 'boolean', default: false },
    near: { type: 'boolean', default: false },
    'max-staleness': { type: 'string', default: '2000' },
    'longest-freeze': { type: 'string', default: '10000' },
    nodes: { type: 'boolean', default: false },
    'wait-for-nobody': { type: 'boolean', default: false },
    'ignore-gaps': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const settings = {
  seconds: Number(values.seconds),
  seed: Number(values.seed),
  topology: values.topology,
  plainSet: values['plain-set'],
  ...(values.near && {
    near: {
      maxStaleness: Number(values['max-staleness']),
      longestFreeze: Number(values['longest-freeze']),
      clockShift: 1_800_000,
      ignoreGaps: values['ignore-gaps'],
      consistency: values.nodes ? 'nodes' : 'far',
      waitForNobody: values['wait-for-nobody'],
    },
  }),
  ...(values['confirming-replicas'] && { confirmingReplicas: Number(values['confirming-replicas']) }),
};
// Before anything can go wrong, so that a run that is ended from outside can be repeated.
if (!values.json) console.log(settings);
try {
  const report = await consistencyRun(settings);
  if (values.json) console.log(JSON.stringify(report));
  else print(report);
  process.exitCode = report.violations === 0 ? 0 : 1;
} catch (error) {
  console.error(error);
  process.exitCode = 2;
}

function print({ faults, examples, staleness, ...counts }) {
  console.table(counts);
  if (staleness) console.table(staleness);
  console.table(faults);
  if (examples.length > 0) console.table(examples);
}
