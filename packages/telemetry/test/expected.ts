import { expect } from '@jest/globals';

export interface Expected {
  readonly otel: string;
  readonly prometheus: string;
  readonly unit: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: unknown;
}

const SECOND = 's';

function expected(
  otel: string,
  prometheus: string,
  unit: string,
  labels: Readonly<Record<string, string>>,
  value: unknown,
): Expected {
  return { otel, prometheus, unit, labels, value };
}

const USERS = { namespace: 'users' };
const MEMORY = { tier: 'MemoryStorage' };

/** What the workload makes of each metric: named here anew, so that a name that changes or goes is noticed. */
export const EXPECTED: readonly Expected[] = [
  expected('memoir.calls', 'memoir_calls_total', '{call}', USERS, 8),
  expected('memoir.answers', 'memoir_answers_total', '{call}', { ...USERS, answer: 'hit' }, 1),
  expected('memoir.answers', 'memoir_answers_total', '{call}', { ...USERS, answer: 'stale_hit' }, 1),
  expected('memoir.answers', 'memoir_answers_total', '{call}', { ...USERS, answer: 'join' }, 1),
  expected('memoir.answers', 'memoir_answers_total', '{call}', { ...USERS, answer: 'miss' }, 4),
  expected('memoir.answers', 'memoir_answers_total', '{call}', { ...USERS, answer: 'refusal' }, 1),
  expected('memoir.loads', 'memoir_loads_total', '{load}', USERS, 5),
  expected('memoir.load.failures', 'memoir_load_failures_total', '{load}', USERS, 1),
  expected('memoir.load.time', 'memoir_load_time_seconds_total', SECOND, USERS, 0.25),
  expected('memoir.loads.queued', 'memoir_loads_queued_total', '{load}', { namespace: 'limited' }, 1),
  expected('memoir.loads.rejected', 'memoir_loads_rejected_total', '{load}', { namespace: 'limited' }, 1),
  expected('memoir.loads.fenced', 'memoir_loads_fenced_total', '{load}', USERS, 1),
  expected('memoir.offers.refused', 'memoir_offers_refused_total', '{load}', { namespace: 'refused' }, 1),
  expected('memoir.refreshes', 'memoir_refreshes_total', '{load}', USERS, 1),
  expected('memoir.storage.failures', 'memoir_storage_failures_total', '{command}', { namespace: 'down' }, 6),
  expected('memoir.schema.misfits', 'memoir_schema_misfits_total', '{value}', { namespace: 'checked' }, 1),
  expected('memoir.values.migrated', 'memoir_values_migrated_total', '{value}', { namespace: 'checked' }, 1),
  expected('memoir.evictions', 'memoir_evictions_total', '{entry}', USERS, 1),
  expected('memoir.invalidations', 'memoir_invalidations_total', '{command}', USERS, 1),
  expected('memoir.loads.running', 'memoir_loads_running', '{load}', { namespace: 'limited' }, 2),
  expected('memoir.entries', 'memoir_entries', '{entry}', USERS, 1),
  expected('memoir.weight', 'memoir_weight', '1', { namespace: 'weighed' }, 7),
  expected('memoir.capacity', 'memoir_capacity', '1', { namespace: 'weighed' }, 100),
  expected('memoir.removals.unconfirmed', 'memoir_removals_unconfirmed', '{command}', { namespace: 'down' }, 1),
  expected('memoir.storage.entries', 'memoir_storage_entries', '{entry}', MEMORY, 4),
  expected('memoir.storage.size', 'memoir_storage_size_bytes', 'By', MEMORY, expect.any(Number)),
  expected('memoir.storage.entries.limit', 'memoir_storage_entries_limit', '{entry}', MEMORY, 100),
  expected('memoir.storage.size.limit', 'memoir_storage_size_limit_bytes', 'By', MEMORY, 1_048_576),
  expected('memoir.storage.breakers.open', 'memoir_storage_breakers_open', '{storage}', { tier: 'ScriptedStorage' }, 1),
  expected('memoir.log.trusted', 'memoir_log_trusted', '{storage}', { tier: 'TieredStorage' }, 1),
  expected('memoir.log.gaps', 'memoir_log_gaps_total', '{gap}', { tier: 'TieredStorage' }, 1),
];

/** Counts and sums of the histograms. */
export const EXPECTED_SPANS: readonly Expected[] = [
  expected(
    'memoir.load.duration',
    'memoir_load_duration_seconds',
    SECOND,
    { ...USERS, outcome: 'stored' },
    { count: 3, sum: 0.25 },
  ),
  expected(
    'memoir.load.duration',
    'memoir_load_duration_seconds',
    SECOND,
    { ...USERS, outcome: 'fenced' },
    { count: 1, sum: 0 },
  ),
  expected('memoir.wait.duration', 'memoir_wait_duration_seconds', SECOND, USERS, { count: 5, sum: 0.5 }),
  expected('memoir.served.age', 'memoir_served_age_seconds', SECOND, USERS, { count: 2, sum: 2 }),
  expected('memoir.log.lag', 'memoir_log_lag_seconds', SECOND, { tier: 'ScriptedStorage' }, { count: 1, sum: 0.7 }),
];

/** The figures that must be the sum of the others, wherever they are shown. */
export const ANSWERS = ['hit', 'stale_hit', 'join', 'miss', 'refusal'] as const;
