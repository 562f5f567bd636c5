import { setTimeout as pause } from 'node:timers/promises';
import type { CachedFigures } from './cached-figures.js';
import type { Finding } from './finding.js';
import { milliseconds } from './load-report.js';
import type { RunningService } from './running-service.js';
import { NOTES, type ScratchPackages } from './scratch-packages.js';

export interface StaleRefreshTimes {
  /** Age in milliseconds at which a package is refreshed. */
  readonly updateAfter: number;
  /** How many milliseconds the refresh may take before the demonstration counts as failed. */
  readonly refreshWithin: number;
}

/** Lets an entry become stale, changes the file, and shows that the caller gets the old figures at once and the next one the new. */
export async function showStaleRefresh(
  service: RunningService,
  figures: CachedFigures,
  scratch: ScratchPackages,
  { updateAfter, refreshWithin }: StaleRefreshTimes,
): Promise<Finding> {
  figures.setUpdateAfter(updateAfter);
  await service.invalidate(NOTES);
  const loading = await timed(() => service.askForFigures(NOTES));
  await pause(updateAfter);
  await scratch.addLine(NOTES);

  const before = figures.statistics();
  const stale = await timed(() => service.askForFigures(NOTES));
  const refresh = await timed(() => finishedRefresh(figures, before.backgroundRefreshes, refreshWithin));
  const fresh = await timed(() => service.askForFigures(NOTES));

  const failures: string[] = [];
  if (figures.statistics().staleHits === before.staleHits) failures.push('no caller was answered with a stale value');
  if (stale.result.lines !== loading.result.lines) failures.push('the stale answer was not the value that was stored');
  if (!refresh.result) failures.push(`no refresh within ${refreshWithin} ms`);
  if (fresh.result.lines !== loading.result.lines + 1) failures.push('the refresh did not bring the new value');
  return {
    lines: [
      `A stale refresh (updateAfter ${updateAfter} ms)`,
      `  asked first          ${loading.result.lines} lines in ${milliseconds(loading.took)}, loaded; then a line is added to its file`,
      `  asked when stale     ${stale.result.lines} lines in ${milliseconds(stale.took)}, while the refresh runs behind it`,
      `  asked after that     ${fresh.result.lines} lines in ${milliseconds(fresh.took)}, no caller has waited`,
    ],
    failures,
  };
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly took: number }> {
  const begun = performance.now();
  const result = await work();
  return { result, took: performance.now() - begun };
}

/** @returns whether a background refresh has ended in time */
async function finishedRefresh(figures: CachedFigures, refreshesBefore: number, within: number): Promise<boolean> {
  for (const until = performance.now() + within; performance.now() < until; await pause(5)) {
    const isRunning = figures.isLoading();
    if (!isRunning && figures.statistics().backgroundRefreshes > refreshesBefore) return true;
  }
  return false;
}
