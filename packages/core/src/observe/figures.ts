import type { Milliseconds } from '../clock/duration.js';

/**
 * What one function counts. Apart from whoever counts, so that the numbers of a function that is gone can still be added
 * up: they hold on to nothing.
 */
export class Figures {
  hits = 0;
  staleHits = 0;
  joins = 0;
  misses = 0;
  refusals = 0;
  loads = 0;
  loadFailures = 0;
  queuedLoads = 0;
  rejectedLoads = 0;
  fencedLoads = 0;
  refusedOffers = 0;
  backgroundRefreshes = 0;
  storageFailures = 0;
  schemaMisfits = 0;
  migratedValues = 0;
  evictions = 0;
  invalidations = 0;
  loadTime: Milliseconds = 0;

  reset(): void {
    for (const name of FIGURE_NAMES) this[name] = 0;
  }

  /** Counts together what two have counted. */
  add(other: Readonly<Figures>): void {
    for (const name of FIGURE_NAMES) this[name] += other[name];
  }
}

export type FigureName = Exclude<keyof Figures, 'add' | 'reset'>;

const FIGURE_NAMES = Object.keys(new Figures()) as FigureName[];
