/**
 * Everything that has to hold, from a fresh clone: lint, types, tests, packages. The last line printed is
 * `Tests: N passed, N failed`, over all of them.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { install } from './prepare.mjs';
import { nodeProgram, run } from './run.mjs';

/** Leaves a step that hangs enough time to be ended within twenty minutes. */
const ENDED_AFTER = 18 * 60_000;

const reports = mkdtempSync(join(tmpdir(), 'memoir-ci-'));
const jestReport = join(reports, 'jest.json');
const packagesReport = join(reports, 'packages.json');
const steps = [
  {
    name: 'lint',
    command: nodeProgram('node_modules/@biomejs/biome/bin/biome', 'ci', '--error-on-warnings', '--colors=off', '.'),
  },
  { name: 'types', command: nodeProgram('scripts/check-types.mjs') },
  {
    name: 'tests',
    command: nodeProgram('scripts/test.mjs', '--ci', '--json', `--outputFile=${jestReport}`),
    count: () => countsOfJest(readReport(jestReport)),
  },
  {
    name: 'packages',
    command: nodeProgram('scripts/check-packages.mjs', '--json', packagesReport),
    count: () => readReport(packagesReport),
  },
];

const ended = new AbortController();
setTimeout(() => ended.abort(), ENDED_AFTER).unref();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => ended.abort());
}

const sum = { passed: 0, failed: 0 };
try {
  await install();
  for (const step of steps) {
    const { passed, failed } = await perform(step);
    sum.passed += passed;
    sum.failed += failed;
  }
} catch (error) {
  console.error(error);
  sum.failed++;
}
rmSync(reports, { recursive: true, force: true });
console.log(`\nTests: ${sum.passed} passed, ${sum.failed} failed`);
process.exit(sum.failed > 0 ? 1 : 0);

/** One step counts as one check, unless it reports how many it made; one that fails is one failure at least. */
async function perform({ name, command, count }) {
  const begun = performance.now();
  console.log(`\n== ${name}`);
  const code = await run(command, { stdio: ['ignore', 'inherit', 'inherit'], signal: ended.signal }).catch((error) => {
    console.error(ended.signal.aborted ? 'ended before it was through' : error);
    return 1;
  });
  const { passed, failed } = count ? count() : { passed: code === 0 ? 1 : 0, failed: 0 };
  const counts = { passed, failed: Math.max(failed, code === 0 ? 0 : 1) };
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
  console.log(`== ${name}: ${counts.passed} passed, ${counts.failed} failed, ${seconds} s`);
  return counts;
}

/** A report that is not there was not written, because the step broke off. */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/** Skipped tests, files that cannot be run, and a run that found nothing are failures. */
function countsOfJest(report) {
  if (report.numTotalTests === undefined) {
    return report;
  }
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites } = report;
  const skipped = numPendingTests + numTodoTests;
  if (skipped > 0) {
    console.error(`${skipped} tests were skipped`);
  }
  const none = report.numTotalTests === 0 ? 1 : 0;
  return { passed: numPassedTests, failed: numFailedTests + skipped + numRuntimeErrorTestSuites + none };
}
