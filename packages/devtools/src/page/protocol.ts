// What the server tells the page, as JSON. An instant is milliseconds since 1970; what never comes is `null`.
import type { CacheStatistics } from '@memoir/core';

/** How calls were answered: the five parts of `calls`. */
type Answers = Pick<CacheStatistics, 'hits' | 'staleHits' | 'joins' | 'misses' | 'refusals'>;

/** What happened in one interval: differences, not sums. */
export interface Point extends Answers {
  readonly at: number;
}

/** Sums since the function was made. */
export type Figures = Omit<CacheStatistics, 'entries' | 'capacityAdvice' | 'schemaMisfits' | 'migratedValues'>;

export interface Load {
  readonly key: string;
  readonly age: number;
  readonly stage: string;
  readonly calls: number;
  readonly background: boolean;
  readonly forced: boolean;
  readonly void?: string | undefined;
  readonly timedOut: boolean;
}

export interface Holdings {
  readonly entries?: number | undefined;
  readonly weight?: number | undefined;
  readonly capacity?: number | undefined;
  readonly strategy: string;
}

export interface StorageState {
  readonly name: string;
  readonly entries?: number | undefined;
  readonly bytes?: number | undefined;
  readonly maxEntries?: number | undefined;
  readonly maxBytes?: number | undefined;
  readonly tiers?: readonly StorageState[] | undefined;
  readonly log?:
    | { readonly isTrusted: boolean; readonly lag: number | null; readonly maxStaleness: number; readonly gaps: number }
    | undefined;
}

export interface FunctionState {
  readonly id: number;
  readonly name: string;
  readonly namespace: string;
  readonly label: string;
  readonly isMethod: boolean;
  readonly figures: Figures;
  readonly loads: readonly Load[];
  readonly holdings: Holdings;
  readonly storage: StorageState & {
    readonly shared: boolean;
    readonly breaker: 'closed' | 'open' | 'half-open';
    readonly unconfirmed: number | null;
  };
  /** How many loads took up to 1 ms, 2 ms, 4 ms and so on; the last has all that took longer. */
  readonly loadTimes: readonly number[];
  readonly advice?:
    | {
        readonly sampledRequests: number;
        readonly hitRatios: readonly { readonly capacity: number; readonly hitRatio: number }[];
      }
    | undefined;
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface HappenedEvent {
  /** Later events have higher numbers. */
  readonly number: number;
  readonly at: number;
  readonly id: number;
  readonly kind: string;
  readonly key: string;
  readonly text: string;
}

export interface Update {
  readonly at: number;
  /** How long an interval is. */
  readonly every: number;
  readonly title: string;
  readonly functions: readonly FunctionState[];
  /** What is new since the last update; in the first, all that is remembered. */
  readonly points: Readonly<Record<number, readonly Point[]>>;
  readonly events: readonly HappenedEvent[];
}

/** How many intervals are remembered. */
export const MOST_POINTS = 300;
/** How many events of each function are remembered: one that is loud does not push out another's. */
export const MOST_EVENTS = 60;
