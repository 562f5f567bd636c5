// Five processes, random work, faults, and a checker over what they saw. Build first.
//
//   npx tsc -b && node packages/storage-redis/test/consistency/run.mjs --seconds 60
//
// --seed N repeats the choices of a run; --plain-set puts the bug in that must be found; --json prints for a program.
// Ends with 1 if a read was older than an invalidation that had ended before it began.
import { parseArgs } from 'node:util';
import { consistencyRun } from './consistency-run.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1e9) },
    'plain-set': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const settings = { seconds: Number(values.seconds), seed: Number(values.seed), plainSet: values['plain-set'] };
const report = await consistencyRun(settings);
if (values.json) {
  console.log(JSON.stringify(report));
} else {
  const { faults, examples, ...counts } = report;
  console.log(`seed ${settings.seed}, ${settings.seconds} s${settings.plainSet ? ', stored by a plain SET' : ''}`);
  console.table(counts);
  console.table(faults);
  if (examples.length > 0) console.table(examples);
}
process.exitCode = report.violations === 0 ? 0 : 1;
