import type { EpochMilliseconds, Milliseconds } from '../clock/duration.js';
import type { Freshness } from '../entry/freshness.js';
import type { CacheKey } from '../key/cache-key.js';
import type { BreakerState } from '../storage/breaker.js';
import type {
  EntryFacts,
  LeaseDescription,
  QuarantineDescription,
  TierDescription,
} from '../storage/tier-description.js';

/** The entry that a call finds. */
export interface ExplainedEntry extends EntryFacts {
  /** Which tier answers with it, such as `memory`, `near`, `redis`. */
  readonly tier: string;
  /** Since its load began. */
  readonly age: Milliseconds;
  readonly freshness: Freshness;
}

/** The load that a call finds under way. */
export interface ExplainedFlight {
  readonly since: EpochMilliseconds;
  readonly age: Milliseconds;
  /** What it does: `reading` and `offering` are commands of the storage, `queued` waits under a limit on loads. */
  readonly stage: 'reading' | 'queued' | 'loading' | 'offering' | 'landed';
  /** How many calls wait for it. */
  readonly calls: number;
  readonly background: boolean;
}

interface Facts {
  readonly namespace: string;
  /** When it was asked. */
  readonly at: EpochMilliseconds;
  /** In words, the decisive one first. */
  readonly reasons: readonly string[];
}

/** What is known of the key, whatever the call would do with it. */
export interface KeyFacts extends Facts {
  readonly key: CacheKey;
  /** What would be served or fallen back to, also while it is expired but kept. */
  readonly entry?: ExplainedEntry | undefined;
  /** What each tier holds, the nearest first; empty if the storage did not answer. */
  readonly tiers: readonly TierDescription[];
  readonly flight?: ExplainedFlight | undefined;
  readonly lease?: LeaseDescription | undefined;
  readonly quarantine?: QuarantineDescription | undefined;
  readonly breaker: BreakerState;
  /** An invalidation of the key was not confirmed by the storage, which is not relied on until it is. */
  readonly isDistrusted: boolean;
  /** A removal of the key was sent and is not confirmed yet. */
  readonly isBeingRemoved: boolean;
  /** Somebody writes to the source in this process (`withWrite`): nothing that is loaded now is stored. */
  readonly isUnderWrite: boolean;
  /** Loads of the key that still run and whose results will not be stored. */
  readonly fencedLoads: number;
  /** What the version function says now, where there is one. */
  readonly version?: string | undefined;
}

/** A fresh value at once, or a stale one; the latter also where a refresh fails or takes long. */
export interface AnswerExplanation extends KeyFacts {
  readonly verdict: 'hit' | 'stale';
  readonly entry: ExplainedEntry;
}

/** A load under way, of which the answer is shared. */
export interface JoinExplanation extends KeyFacts {
  readonly verdict: 'join';
  readonly flight: ExplainedFlight;
}

/** A load of its own, at once. */
export interface MissExplanation extends KeyFacts {
  readonly verdict: 'miss';
  /** Whether its result would be offered to the storage, as far as can be told before. */
  readonly isStored: boolean;
}

/** Another process's load, or a turn under a limit on concurrent loads. */
export interface WaitExplanation extends KeyFacts {
  readonly verdict: 'wait';
  readonly waitsFor: 'lease' | 'turn';
}

/** The error of a load that failed not long ago (`errorLifeSpan`). */
export interface ErrorExplanation extends KeyFacts {
  readonly verdict: 'error';
  readonly error: unknown;
}

/** The loader, past everything. No key is made. */
export interface BypassExplanation extends Facts {
  readonly verdict: 'bypass';
}

/** An error without a load. */
export interface RefusedExplanation extends Facts, Partial<Omit<KeyFacts, keyof Facts>> {
  readonly verdict: 'refused';
  readonly error: unknown;
}

/** What the next call would do, and why; told apart by `verdict`. */
export type Explanation =
  | AnswerExplanation
  | JoinExplanation
  | MissExplanation
  | WaitExplanation
  | ErrorExplanation
  | BypassExplanation
  | RefusedExplanation;
