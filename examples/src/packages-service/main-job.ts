import { cachedFigures } from './cached-figures.js';
import { compareAnswers } from './compare-answers.js';
import { compareLoads } from './compare-loads.js';
import type { Finding } from './finding.js';
import { listPackageNames } from './package-figures.js';
import type { Progress } from './progress.js';
import { seededRandom, shuffled } from './random.js';
import { RunningService } from './running-service.js';
import type { ScratchPackages } from './scratch-packages.js';
import { showInvalidation } from './show-invalidation.js';
import { showStaleRefresh } from './show-stale-refresh.js';
import { uncachedFigures } from './uncached-figures.js';
import { WORKSPACE_STORE } from './workspace-store.js';

export interface MainJobSettings {
  readonly seconds: number;
  readonly connections: number;
  readonly packages: number;
  readonly seed: number;
}

const STALE_REFRESH = { updateAfter: 1000, refreshWithin: 10_000 };

/**
 * Runs the service without and with memoir, under load and under change.
 *
 * @param print told each finding as soon as it is there
 * @throws {Error} if nothing is installed
 */
export async function runMainJob(
  settings: MainJobSettings,
  scratch: ScratchPackages,
  progress: Progress,
  print: (finding: Finding) => void,
): Promise<void> {
  const installed = await listPackageNames([WORKSPACE_STORE]);
  if (installed.length === 0) throw new Error(`no package is installed in ${WORKSPACE_STORE}`);
  const names = shuffled(installed, seededRandom(settings.seed)).slice(0, settings.packages);
  const stores = [WORKSPACE_STORE, scratch.store];
  const figures = cachedFigures(stores);
  const without = await RunningService.start(uncachedFigures(stores));
  const withMemoir = await RunningService.start(figures);
  try {
    const loads = await compareLoads(without, withMemoir, { ...settings, names }, progress);
    print(loads);
    print(
      await compareAnswers(
        names,
        { service: without, answers: loads.answersWithout },
        { service: withMemoir, answers: loads.answersWith },
        progress,
      ),
    );
    progress.begin('invalidating one package');
    print(await showInvalidation(withMemoir, scratch, names));
    progress.begin('waiting for a value to become stale');
    print(await showStaleRefresh(withMemoir, figures, scratch, STALE_REFRESH));
  } finally {
    await without.stop();
    await withMemoir.stop();
    await figures.close();
  }
}
