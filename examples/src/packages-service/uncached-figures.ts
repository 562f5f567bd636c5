import type { FiguresSource } from './figures-source.js';
import { LoadCounter } from './load-counter.js';
import { listPackageNames, readPackageFigures } from './package-figures.js';

/** Computes every answer anew. */
export function uncachedFigures(stores: readonly string[]): FiguresSource {
  const counter = new LoadCounter();
  let calls = 0;
  return {
    figuresOf(name) {
      calls++;
      counter.count(name);
      return readPackageFigures(stores, name);
    },
    names: () => listPackageNames(stores),
    invalidate: async () => undefined,
    statistics: () => ({
      calls,
      hits: 0,
      staleHits: 0,
      joins: 0,
      loads: calls,
      backgroundRefreshes: 0,
      hitRatio: 0,
      loadsByName: counter.byName(),
    }),
  };
}
