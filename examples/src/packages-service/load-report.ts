import type { SourceStatistics } from './figures-source.js';
import type { LoadOutcome } from './load-generator.js';
import { renderTable } from './table.js';

/** One service under load. */
export interface Measurement {
  readonly title: string;
  readonly outcome: LoadOutcome;
  /** What the service counted in that time. */
  readonly counted: Pick<SourceStatistics, 'calls' | 'hits' | 'staleHits' | 'joins' | 'loads'>;
}

/** All measurements in one table, a column for each. */
export function renderLoadReport(measurements: readonly Measurement[]): string[] {
  const row = (title: string, cell: (one: Measurement) => string) => [title, ...measurements.map(cell)];
  return renderTable([
    row('', ({ title }) => title),
    row('requests', ({ outcome }) => count(outcome.requests)),
    row('requests per second', ({ outcome }) => count(outcome.requestsPerSecond)),
    row('p50', ({ outcome }) => milliseconds(outcome.p50)),
    row('p99', ({ outcome }) => milliseconds(outcome.p99)),
    row('loads run', ({ counted }) => count(counted.loads)),
    row('joined callers', ({ counted }) => count(counted.joins)),
    row('hit ratio', ({ counted }) => percent(hitRatio(counted))),
  ]);
}

export function count(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? 1 : 0 });
}

export function milliseconds(value: number): string {
  return `${value.toLocaleString('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 })} ms`;
}

/** The share of calls that needed no load of their own; callers who joined one count as hits. */
function hitRatio({ calls, hits, staleHits, joins }: Measurement['counted']): number {
  return calls === 0 ? 0 : (hits + staleHits + joins) / calls;
}

/** Rounded down, so that 100 % means all of them. */
function percent(share: number): string {
  return `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}
