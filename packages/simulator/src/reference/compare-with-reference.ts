import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { groupsBy } from '../report/groups.js';
import { type SimulationOptions, simulate } from '../simulate.js';
import { readTraceFile } from '../trace/read-trace.js';
import { readReference } from './reference-figures.js';
import { type Pair, referenceReport } from './reference-report.js';

/**
 * Replays the traces that a file of reference figures names, at its sizes, and reports the differences.
 *
 * @param file CSV with the columns `trace` (a file beside it, `.gz` left out or not), `size`, `OPT`, and any policies;
 *   ratios in per cent
 */
export async function compareWithReference(file: string, options: SimulationOptions): Promise<string> {
  const pairs: Pair[] = [];
  const byTrace = groupsBy(await readReference(file), ({ trace }) => trace);
  let tracesDone = 0;
  for (const [name, rows] of byTrace) {
    const trace = await readTraceFile(pathOf(file, name));
    const { policies } = await simulate([trace], {
      ...options,
      sizes: rows.map(({ size }) => size),
      targets: [],
      onProgress: undefined,
    });
    const rowOf = new Map(rows.map((row) => [row.size, row]));
    for (const figure of policies) pairs.push({ figure, row: rowOf.get(figure.size)! });
    options.onProgress?.(++tracesDone, byTrace.size);
  }
  return referenceReport(pairs);
}

function pathOf(file: string, trace: string): string {
  const path = join(dirname(file), trace);
  return existsSync(path) ? path : `${path}.gz`;
}
