import type { Clock } from '../clock/clock.js';
import { type OffsetClock, offsetClockOf } from '../clock/coarse-clock.js';
import type { Deadlines } from '../clock/deadlines.js';
import { type Milliseconds, toLifeTime, toMilliseconds } from '../clock/duration.js';
import { earlyAdjustment } from '../entry/early-refresh.js';
import type { EntryBuilder } from '../entry/entry-builder.js';
import { type Adjustment, chain } from '../entry/entry-times.js';
import { expiryAdjustment } from '../entry/expire-at-time.js';
import { jitterAdjustment } from '../entry/jitter.js';
import { keepsAnswers } from '../entry/kept-answers.js';
import { ProvidedLifeSpanEntryBuilder } from '../entry/provided-life-span-entry-builder.js';
import type { StorageError } from '../errors.js';
import type { EvictionDesk } from '../eviction/eviction-desk.js';
import type { LoadLimit } from '../flight/load-limit.js';
import { type Pauses, pausesOf } from '../flight/retry-backoff.js';
import { TagFences } from '../flight/tag-fences.js';
import type { KeyExtractor, MethodReference } from '../key/key-extractor.js';
import { NoPostprocessing } from '../postprocessing/no-postprocessing.js';
import type { Postprocessing } from '../postprocessing/postprocessing.js';
import { Breaker } from '../storage/breaker.js';
import type { CacheStorage } from '../storage/cache-storage.js';
import type { BudgetTerms } from '../storage/call-budget.js';
import type { Keyspace } from '../storage/keyspace.js';
import type { LeasingKeyspace } from '../storage/leasing-keyspace.js';
import { type NearKeyspace, nearKeyspace } from '../tiers/near-keyspace.js';
import type { Snapshot } from './snapshot.js';

/** A snapshot made ready for one function: spans in milliseconds, the storage opened. A call keeps the one it began with. */
export interface Settings<V = any> {
  readonly snapshot: Snapshot;
  readonly storage: CacheStorage;
  readonly keyspace: Keyspace<V>;
  /** The same keyspace, if it gives leases. */
  readonly leasing: LeasingKeyspace<V> | undefined;
  /** The same keyspace, if a part of it answers at once. */
  readonly near: NearKeyspace<V> | undefined;
  readonly desk: EvictionDesk;
  readonly tagFences: TagFences;
  readonly method: MethodReference;
  readonly keyExtractor: KeyExtractor;
  readonly entryBuilder: EntryBuilder;
  /** The same builder, if it is memoir's own: then its spans are asked for, and no context is made for it. */
  readonly providedBuilder: ProvidedLifeSpanEntryBuilder | undefined;
  /** What becomes of the instants that the builder chose; `undefined` where they stay. */
  readonly adjust: Adjustment | undefined;
  /** `undefined` where values leave as they are. */
  readonly postprocessing: Postprocessing<V> | undefined;
  readonly methodTimeout: Milliseconds;
  readonly softTimeout: Milliseconds;
  readonly pauses: Pauses;
  readonly invalidationTimeout: Milliseconds;
  /** `undefined` where as many loads may run as are asked for. */
  readonly limits: readonly LoadLimit[] | undefined;
  readonly clock: Clock;
  readonly offsetClock: OffsetClock;
  readonly budgetTerms: BudgetTerms;
  /** Known from the first answer on: then flights are looked up before the storage is read, and cover the read. */
  isAsynchronous: boolean;
  /** Whether entries are to keep the promise that answers hits; looked at with each write. */
  keepsAnswers: boolean;
}

/** An invalidation may take longer than a read: it is worth waiting for, since the caller relies on it. */
const INVALIDATION_TIMEOUTS = 4;

export interface SettingsParts<V> {
  readonly snapshot: Snapshot;
  readonly keyspace: Keyspace<V>;
  readonly desk: EvictionDesk;
  readonly method: MethodReference;
  readonly deadlines: Deadlines;
  readonly limits: readonly LoadLimit[] | undefined;
  /** What the function's figures go by. */
  readonly label: string;
  readonly storageFailed: (error: StorageError) => void;
}

export function settingsFrom<V>(parts: SettingsParts<V>): Settings<V> {
  const { snapshot, keyspace, desk, method, deadlines, limits, label, storageFailed } = parts;
  const { clock, storage } = snapshot;
  const storageTimeout = toMilliseconds('storageTimeout', snapshot.storageTimeout);
  const near = nearKeyspace(keyspace);
  const hasNoPostprocessing = snapshot.postprocessing.constructor === NoPostprocessing;
  return {
    snapshot,
    storage,
    keyspace,
    leasing: 'acquire' in keyspace ? (keyspace as LeasingKeyspace<V>) : undefined,
    near,
    desk,
    tagFences: TagFences.of(storage),
    method,
    keyExtractor: snapshot.keyExtractor,
    entryBuilder: snapshot.entryBuilder,
    providedBuilder: isProvided(snapshot.entryBuilder) ? snapshot.entryBuilder : undefined,
    adjust: chain([
      jitterAdjustment(snapshot.jitter, snapshot.namespace),
      expiryAdjustment(snapshot.expireAtTime, () => keepStaleForOf(snapshot.entryBuilder)),
      earlyAdjustment(snapshot.earlyRefresh),
    ]),
    postprocessing: hasNoPostprocessing ? undefined : snapshot.postprocessing,
    methodTimeout: toLifeTime('methodTimeout', snapshot.methodTimeout),
    softTimeout: toLifeTime('softTimeout', snapshot.softTimeout),
    pauses: pausesOf(snapshot.retryBackoff),
    invalidationTimeout: storageTimeout * INVALIDATION_TIMEOUTS,
    limits,
    clock,
    offsetClock: offsetClockOf(clock),
    budgetTerms: {
      storage,
      namespace: method.namespace,
      label,
      clock,
      deadlines,
      breaker: Breaker.of(storage),
      timeout: storageTimeout,
      failed: storageFailed,
    },
    isAsynchronous: near !== undefined,
    keepsAnswers: keepsAnswers(keyspace),
  };
}

/** A subclass may have a `build` of its own. */
function isProvided(builder: EntryBuilder): builder is ProvidedLifeSpanEntryBuilder {
  return builder.constructor === ProvidedLifeSpanEntryBuilder;
}

/** What it was given for everything; a builder of somebody else's says so by the instants of each entry alone. */
function keepStaleForOf(builder: EntryBuilder): Milliseconds {
  return builder instanceof ProvidedLifeSpanEntryBuilder ? builder.spans.keepStaleFor : 0;
}
