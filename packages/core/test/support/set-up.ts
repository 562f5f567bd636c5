import { afterEach, expect } from '@jest/globals';
import { standardConfiguration } from '../../src/configuration/standard-configuration.js';
import type { AnyFunction, CacheOptions, CacheStorage, Memoized } from '../../src/index.js';
import { createMemoizer } from '../../src/index.js';
import { lineOf } from '../../src/memoized-function.js';
import { ManualClock, settle } from '../../src/testing/manual-clock.js';
import { heldLoads } from './held-loads.js';
import { MapStorage } from './map-storage.js';

interface Watched {
  readonly memoized: Memoized<AnyFunction>;
  readonly clock: ManualClock;
  calls: number;
}

let watched: Watched[] = [];
const open = new Set<CacheStorage>();

/** After the test the storage is closed, before what is left is counted. */
export function closeAfterwards(storage: CacheStorage): void {
  open.add(storage);
}

/** A function memoized on a manual clock and a held loader, checked after the test for everything it must not leave. */
export function setUp<Args extends unknown[] = [id: string]>(
  options: CacheOptions & { readonly start?: number } = {},
  storage: CacheStorage = new MapStorage(),
) {
  const { start = 0, ...rest } = options;
  const clock = new ManualClock(start);
  const { load, loads } = heldLoads<Args>();
  const cached = watch(load, { storage, clock, ...rest }, clock);
  return { cached, loads, clock, storage };
}

/** Memoizes and watches: after the test nothing may be left in flight, armed, uncounted or out of step. */
export function watch<F extends AnyFunction>(load: F, options: CacheOptions, clock: ManualClock): Memoized<F> {
  const base = standardConfiguration(options.storage ?? new MapStorage());
  const memoizer = createMemoizer({ ...base, clock });
  const memoized = memoizer.memoize(load, options as CacheOptions<any, any>);
  const record: Watched = { memoized: memoized as unknown as Memoized<AnyFunction>, clock, calls: 0 };
  watched.push(record);
  const counted = (itself: (...args: any[]) => any) =>
    function (this: unknown, ...args: unknown[]) {
      record.calls++;
      return itself.apply(this, args);
    };
  return new Proxy(memoized, {
    apply: (target, self, args) => counted(target as any).apply(self, args),
    get(target, name) {
      if (name === 'recall') return counted(target.recall as any);
      if (name !== 'with') return Reflect.get(target, name);
      return (request: { refresh?: boolean }) => {
        const one = target.with(request);
        return request.refresh ? one : counted(one as any);
      };
    },
  });
}

/** For a test that ends with a load under way on purpose. */
export function leaveUnchecked(): void {
  watched = [];
}

/** Figures were set back to 0, while so many calls were under way. */
export function countAnew(underWay = 0): void {
  for (const record of watched) record.calls = underWay;
}

afterEach(async () => {
  const records = watched;
  watched = [];
  for (const { memoized, calls } of records) {
    await settle();
    const line = lineOf(memoized)!;
    expect({ inFlight: memoized.inFlight().map(({ key }) => key) }).toEqual({ inFlight: [] });
    const { hits, staleHits, joins, misses, refusals, calls: counted, entries } = memoized.statistics();
    expect(hits + staleHits + joins + misses + refusals).toBe(counted);
    if (!line.settings.snapshot.bypassed) expect({ counted }).toEqual({ counted: calls });
    const tracked = [...line.settings.desk.strategy.tracked()];
    if (entries !== undefined && tracked.length > 0) expect({ tracked: tracked.length }).toEqual({ tracked: entries });
    await memoized.close();
  }
  for (const storage of open) await storage.close?.();
  open.clear();
  // All are closed by now: functions may share a clock.
  for (const { clock } of records) expect({ timers: clock.pending }).toEqual({ timers: 0 });
});
