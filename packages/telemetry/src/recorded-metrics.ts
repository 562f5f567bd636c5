import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { LabelName, Labels } from './observed-metrics.js';

/** A span of time that is recorded whenever an event tells of one. */
export interface RecordedMetric {
  /** Words with dots in between, without `memoir.` in front. */
  readonly name: string;
  readonly help: string;
  readonly labels: readonly LabelName[];
  /** Upper bounds, in seconds. */
  readonly buckets: readonly number[];
  /** The channel of `node:diagnostics_channel` that it listens to. */
  readonly channel: string;
  /** It costs every hit, and is recorded only where it is asked for. */
  readonly isCostly?: true;
  /** In milliseconds; `undefined` for an event that tells none. */
  spanOf(event: any): number | undefined;
  labelsOf(event: any): Labels;
}

/** From a value that was at hand to a source that is in trouble. */
const LOADS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
/** From a value of this moment to one of yesterday. */
const AGES = [1, 5, 15, 60, 300, 600, 1_800, 3_600, 21_600, 86_400];
/** Around the two seconds after which a near tier is trusted no more, unless told otherwise. */
const LAGS = [0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 30];

export const RECORDED_METRICS: readonly RecordedMetric[] = [
  {
    name: 'load.duration',
    help: 'How long loads took that succeeded, by what became of the result.',
    labels: ['namespace', 'outcome'],
    buckets: LOADS,
    channel: 'memoir:loaded',
    spanOf: ({ loadedIn }) => loadedIn,
    labelsOf: ({ label, outcome }) => ({ namespace: label, outcome }),
  },
  {
    name: 'wait.duration',
    help: 'How long calls waited that could not be answered at once.',
    labels: ['namespace'],
    buckets: LOADS,
    channel: 'memoir:waited',
    spanOf: ({ waitedFor }) => waitedFor,
    labelsOf: ({ label }) => ({ namespace: label }),
  },
  {
    name: 'served.age',
    help: 'How old was what hits were answered with.',
    labels: ['namespace'],
    buckets: AGES,
    channel: 'memoir:hit',
    isCostly: true,
    spanOf: ({ age }) => age,
    labelsOf: ({ label }) => ({ namespace: label }),
  },
  {
    name: 'log.lag',
    help: 'How far back the knowledge of what others removed reached when it was proven anew.',
    labels: ['tier'],
    buckets: LAGS,
    channel: 'memoir:log-proven',
    spanOf: ({ lag }) => lag,
    labelsOf: ({ storage }) => ({ tier: storage }),
  },
];

const MILLISECONDS_PER_SECOND = 1_000;

/** Has each event of a metric's channel recorded, in seconds. @returns ends it */
export function recording(
  { channel, spanOf, labelsOf }: RecordedMetric,
  record: (seconds: number, labels: Labels) => void,
): () => void {
  const heard = (event: unknown) => {
    const span = spanOf(event);
    if (span !== undefined) record(span / MILLISECONDS_PER_SECOND, labelsOf(event));
  };
  subscribe(channel, heard);
  return () => unsubscribe(channel, heard);
}
