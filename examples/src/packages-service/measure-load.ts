import type { SourceStatistics } from './figures-source.js';
import type { Measurement } from './load-report.js';
import type { Progress } from './progress.js';
import { runLoad } from './run-load.js';
import type { RunningService } from './running-service.js';

export interface LoadSettings {
  /** The packages to ask for, the most popular first. */
  readonly names: readonly string[];
  readonly connections: number;
  readonly seconds: number;
  readonly seed: number;
}

const MOST_FAILURES_SHOWN = 5;

/** Puts a service under load and counts what it does meanwhile. */
export async function measureLoad(
  title: string,
  service: RunningService,
  { names, connections, seconds, seed }: LoadSettings,
  progress: Progress,
): Promise<Measurement> {
  const before = service.source.statistics();
  const begun = performance.now();
  const sendFor = seconds * 1000;
  progress.begin(`load ${title}`);
  const outcome = await runLoad({ port: service.port, names, connections, sendFor, seed }, (requests) =>
    progress.update((performance.now() - begun) / sendFor, `${requests} answers`),
  );
  return { title, outcome, counted: difference(service.source.statistics(), before) };
}

function difference(after: SourceStatistics, before: SourceStatistics): Measurement['counted'] {
  return {
    calls: after.calls - before.calls,
    hits: after.hits - before.hits,
    staleHits: after.staleHits - before.staleHits,
    joins: after.joins - before.joins,
    loads: after.loads - before.loads,
  };
}

/** What was wrong with a measurement; empty if nothing was. */
export function judge({ title, outcome, counted }: Measurement): string[] {
  const failures = outcome.failures.slice(0, MOST_FAILURES_SHOWN).map((failure) => `${title}: ${failure}`);
  if (outcome.failures.length > MOST_FAILURES_SHOWN)
    failures.push(`${title}: ${outcome.failures.length} failures in all`);
  if (counted.calls !== outcome.requests)
    failures.push(`${title}: ${outcome.requests} requests were sent, but ${counted.calls} calls counted`);
  return failures;
}
