import { readFileSync } from 'node:fs';

const RESULTS = new URL('../../benchmarks/results/latest.json', import.meta.url);

/** What the benchmark printed last, as it is committed. */
export default {
  watch: ['../../benchmarks/results/latest.json'],
  load: () => JSON.parse(readFileSync(RESULTS, 'utf8')),
};
