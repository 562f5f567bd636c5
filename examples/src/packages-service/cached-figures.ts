import { DefaultInMemoryCacheConfiguration, type Duration, MutableCacheConfiguration, memoize } from 'memoir';
import type { FiguresSource } from './figures-source.js';
import { LoadCounter } from './load-counter.js';
import { listPackageNames, readPackageFigures } from './package-figures.js';

export interface CachedFigures extends FiguresSource {
  /** From what age on figures are refreshed while they are still served; for entries made from now on. */
  setUpdateAfter(updateAfter: Duration): void;
  isLoading(): boolean;
  close(): Promise<void>;
}

/** Computes an answer when it is first asked for, and again when it has been invalidated or is old. */
export function cachedFigures(stores: readonly string[]): CachedFigures {
  const counter = new LoadCounter();
  const configuration = MutableCacheConfiguration.initializedWith(new DefaultInMemoryCacheConfiguration());
  const figuresOf = memoize(async (name: string) => {
    counter.count(name);
    return readPackageFigures(stores, name);
  }, configuration);

  return {
    figuresOf,
    names: () => listPackageNames(stores),
    invalidate: (name) => figuresOf.invalidate(name),
    statistics: () => ({ ...figuresOf.statistics(), loadsByName: counter.byName() }),
    setUpdateAfter: (updateAfter) => void configuration.setLifeSpan({ updateAfter, expireAfter: '30m' }),
    isLoading: () => figuresOf.inFlight().length > 0,
    close: () => figuresOf.close(),
  };
}
