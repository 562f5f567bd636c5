import type { Finding } from './finding.js';
import type { LoadOutcome } from './load-generator.js';
import { renderLoadReport } from './load-report.js';
import { judge, type LoadSettings, measureLoad } from './measure-load.js';
import type { Progress } from './progress.js';
import type { RunningService } from './running-service.js';

export interface LoadComparison extends Finding {
  readonly answersWithout: LoadOutcome['answers'];
  readonly answersWith: LoadOutcome['answers'];
}

/** Puts the same load on one service after the other, and sets the figures side by side. */
export async function compareLoads(
  without: RunningService,
  withMemoir: RunningService,
  settings: LoadSettings,
  progress: Progress,
): Promise<LoadComparison> {
  const uncached = await measureLoad('without memoir', without, settings, progress);
  const cold = await measureLoad('with memoir, cold', withMemoir, settings, progress);
  const warmedUp = await warmUp(withMemoir, settings.names, cold.outcome.answers, progress);
  const warm = await measureLoad('with memoir, warm', withMemoir, settings, progress);
  const measurements = [uncached, cold, warm];
  return {
    lines: [...renderLoadReport(measurements), '', ...explain(settings)],
    failures: [...measurements.flatMap(judge), ...contradictions(warmedUp, warm.outcome.answers)],
    answersWithout: uncached.outcome.answers,
    answersWith: warmedUp,
  };
}

/** Asks for what was not yet asked for. @returns all answers */
async function warmUp(
  service: RunningService,
  names: readonly string[],
  known: LoadOutcome['answers'],
  progress: Progress,
): Promise<LoadOutcome['answers']> {
  const answers: Record<string, string> = {};
  progress.begin('filling the cache');
  for (const [index, name] of names.entries()) {
    answers[name] = known[name] ?? (await service.ask(name));
    progress.update((index + 1) / names.length, `${index + 1} of ${names.length}`);
  }
  return answers;
}

function contradictions(before: LoadOutcome['answers'], after: LoadOutcome['answers']): string[] {
  return Object.keys(after)
    .filter((name) => after[name] !== before[name])
    .map((name) => `${name}: another answer from the warm cache than from the cold one`);
}

function explain({ names, connections, seconds }: LoadSettings): string[] {
  return [
    `${connections} connections, each sending its next request when the last one is answered, for ${seconds} s per column;`,
    `${names.length} installed packages, chosen by Zipf's law, the same names in the same order in every column.`,
    'Cold: the cache begins empty. Warm: it holds them all.',
    'Latencies are those of all requests, seen from the process that sends them, its own work included.',
  ];
}
