import type { PackageFigures } from './package-figures.js';

/** Where the service gets its answers: straight from disk, or through a cache. */
export interface FiguresSource {
  /** @returns `undefined` if no such package is installed */
  figuresOf(name: string): Promise<PackageFigures | undefined>;
  names(): Promise<readonly string[]>;
  invalidate(name: string): Promise<void>;
  statistics(): SourceStatistics;
}

export interface SourceStatistics {
  readonly calls: number;
  readonly hits: number;
  readonly staleHits: number;
  /** Calls that were answered by a load which another call had started. */
  readonly joins: number;
  readonly loads: number;
  readonly backgroundRefreshes: number;
  /** The share of calls that did not need a load of their own. */
  readonly hitRatio: number;
  readonly loadsByName: Readonly<Record<string, number>>;
}
