import type { LabelFigures } from '@memoir/core';
import type { FunctionState, Snapshot, TierState } from './snapshot.js';

/** What metrics are labelled with: never a key, nor anything else that grows with what is cached. */
export type LabelName = 'namespace' | 'tier' | 'answer' | 'outcome';
export type Labels = { readonly [name in LabelName]?: string };

/** A metric that is read from a snapshot whenever somebody collects, so that no call pays for it. */
export interface ObservedMetric {
  readonly kind: 'counter' | 'gauge';
  /** Words with dots in between, without `memoir.` in front. */
  readonly name: string;
  /** As OpenTelemetry has units: `s`, `By`, or what is counted in braces. */
  readonly unit: string;
  readonly help: string;
  readonly labels: readonly LabelName[];
  observe(snapshot: Snapshot, tell: (value: number, labels: Labels) => void): void;
}

const MILLISECONDS_PER_SECOND = 1_000;

export const OBSERVED_METRICS: readonly ObservedMetric[] = [
  counter('calls', '{call}', 'Calls that were answered or refused.', ({ calls }) => calls),
  {
    kind: 'counter',
    name: 'answers',
    unit: '{call}',
    help: 'Calls by how they were answered: hit, stale_hit, join, miss, refusal. Their sum is that of the calls.',
    labels: ['namespace', 'answer'],
    observe({ figures }, tell) {
      for (const [namespace, { hits, staleHits, joins, misses, refusals }] of figures) {
        tell(hits, { namespace, answer: 'hit' });
        tell(staleHits, { namespace, answer: 'stale_hit' });
        tell(joins, { namespace, answer: 'join' });
        tell(misses, { namespace, answer: 'miss' });
        tell(refusals, { namespace, answer: 'refusal' });
      }
    },
  },
  counter('loads', '{load}', 'Loads that ran, background ones included.', ({ loads }) => loads),
  counter('load.failures', '{load}', 'Loads that failed.', ({ loadFailures }) => loadFailures),
  counter('load.time', 's', 'Time that loads took together.', ({ loadTime }) => loadTime / MILLISECONDS_PER_SECOND),
  counter('loads.queued', '{load}', 'Loads that waited under a limit.', ({ queuedLoads }) => queuedLoads),
  counter('loads.rejected', '{load}', 'Loads that were never begun.', ({ rejectedLoads }) => rejectedLoads),
  counter(
    'loads.fenced',
    '{load}',
    'Loads kept from the storage by an invalidation.',
    ({ fencedLoads }) => fencedLoads,
  ),
  counter('offers.refused', '{load}', 'Loads that the storage refused.', ({ refusedOffers }) => refusedOffers),
  counter('refreshes', '{load}', 'Refreshes behind the scenes.', ({ backgroundRefreshes }) => backgroundRefreshes),
  counter('storage.failures', '{command}', 'Storage commands that failed.', ({ storageFailures }) => storageFailures),
  counter(
    'schema.misfits',
    '{value}',
    'Stored values that did not fit the schema.',
    ({ schemaMisfits }) => schemaMisfits,
  ),
  counter('values.migrated', '{value}', 'Stored values that were migrated.', ({ migratedValues }) => migratedValues),
  counter('evictions', '{entry}', 'Entries given up for want of room.', ({ evictions }) => evictions),
  counter('invalidations', '{command}', 'Removals that were asked for.', ({ invalidations }) => invalidations),
  functionGauge('loads.running', '{load}', 'Loads under way or waiting.', ({ running }) => running),
  functionGauge('entries', '{entry}', 'Entries held.', ({ entries }) => entries),
  functionGauge('weight', '1', 'Sum of the weights held.', ({ weight }) => weight),
  functionGauge('capacity', '1', 'The most that may be held, in entries or weight.', ({ capacity }) => capacity),
  functionGauge('removals.unconfirmed', '{command}', 'Removals not confirmed.', ({ unconfirmed }) => unconfirmed),
  tierMetric('gauge', 'storage.entries', '{entry}', 'Entries of all functions.', ({ entries }) => entries),
  tierMetric('gauge', 'storage.size', 'By', 'Bytes of all functions, as estimated.', ({ bytes }) => bytes),
  tierMetric('gauge', 'storage.entries.limit', '{entry}', 'The most entries.', ({ maxEntries }) => maxEntries),
  tierMetric('gauge', 'storage.size.limit', 'By', 'The most bytes.', ({ maxBytes }) => maxBytes),
  tierMetric('gauge', 'storage.breakers.open', '{storage}', 'Storages left alone.', ({ openBreakers }) => openBreakers),
  tierMetric('gauge', 'log.trusted', '{storage}', 'Storages whose copies may be served.', ({ trusted }) => trusted),
  tierMetric('counter', 'log.gaps', '{gap}', 'Times that something may have been missed.', ({ gaps }) => gaps),
];

function counter(name: string, unit: string, help: string, read: (figures: LabelFigures) => number): ObservedMetric {
  return {
    ...{ kind: 'counter', name, unit, help, labels: ['namespace'] },
    observe({ figures }, tell) {
      for (const [namespace, each] of figures) tell(read(each), { namespace });
    },
  };
}

function functionGauge(
  name: string,
  unit: string,
  help: string,
  read: (state: FunctionState) => number | undefined,
): ObservedMetric {
  return {
    ...{ kind: 'gauge', name, unit, help, labels: ['namespace'] },
    observe({ functions }, tell) {
      for (const [namespace, state] of functions) {
        const value = read(state);
        if (value !== undefined) tell(value, { namespace });
      }
    },
  };
}

function tierMetric(
  kind: ObservedMetric['kind'],
  name: string,
  unit: string,
  help: string,
  read: (state: TierState) => number | undefined,
): ObservedMetric {
  return {
    ...{ kind, name, unit, help, labels: ['tier'] },
    observe({ tiers }, tell) {
      for (const [tier, state] of tiers) {
        const value = read(state);
        if (value !== undefined) tell(value, { tier });
      }
    },
  };
}
