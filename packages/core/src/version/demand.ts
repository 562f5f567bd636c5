import type { CacheEntry } from '../entry/cache-entry.js';

/** What a call with a version function asks of the entry that is to answer it. */
export interface Demand {
  /** The version that a load made for it is stored with. */
  readonly version: string | undefined;
  /** False where no version could be told: then nothing that is loaded may be stored. */
  readonly mayStore: boolean;
  accepts(entry: Pick<CacheEntry<unknown>, 'version'>): boolean;
}

export function demandFor(version: string | undefined): Demand {
  return { version, mayStore: true, accepts: (entry) => entry.version === version };
}

/** The version function failed, and the call is to load without storing. */
export const ANYTHING_NEW: Demand = Object.freeze({ version: undefined, mayStore: false, accepts: () => false });
/** The version function failed, and the call is to have what there is. */
export const WHATEVER_IS_THERE: Demand = Object.freeze({ version: undefined, mayStore: false, accepts: () => true });
