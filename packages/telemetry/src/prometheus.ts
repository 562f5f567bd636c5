import { Counter, Gauge, Histogram, type Registry, register as standardRegistry } from 'prom-client';
import { OBSERVED_METRICS, type ObservedMetric } from './observed-metrics.js';
import { RECORDED_METRICS, recording } from './recorded-metrics.js';
import { type Snapshot, takeSnapshot } from './snapshot.js';

export interface PrometheusOptions {
  /** @default the registry that prom-client itself offers */
  readonly register?: Registry | undefined;
  /** Whether the age of what hits are answered with is recorded, which costs each of them an event. @default false */
  readonly ages?: boolean | undefined;
}

/**
 * Puts metrics of all memoized functions of this process, those included that are made later, into a registry of
 * `prom-client`: the same that `startTelemetry` tells OpenTelemetry of. A hit pays nothing for it, unless `ages` is set.
 *
 * @returns takes them out again
 * @throws what prom-client throws where a registry has them already
 */
export function registerMetrics({ register = standardRegistry, ages = false }: PrometheusOptions = {}): () => void {
  const registers = [register];
  const current = oncePerScrape();
  const names: string[] = [];
  for (const metric of OBSERVED_METRICS) {
    const name = nameOf(metric);
    names.push(name);
    observe(metric, { name, help: metric.help, labelNames: [...metric.labels], registers }, current);
  }
  const ends = RECORDED_METRICS.filter(({ isCostly }) => ages || !isCostly).map((metric) => {
    const name = `${wordsOf(metric.name)}_seconds`;
    names.push(name);
    const { help, labels, buckets } = metric;
    const histogram = new Histogram({ name, help, labelNames: [...labels], buckets: [...buckets], registers });
    return recording(metric, (seconds, told) => histogram.observe({ ...told }, seconds));
  });
  return () => {
    for (const end of ends) end();
    for (const name of names) register.removeSingleMetric(name);
  };
}

interface MetricSettings {
  readonly name: string;
  readonly help: string;
  readonly labelNames: string[];
  readonly registers: Registry[];
}

function observe({ kind, observe }: ObservedMetric, settings: MetricSettings, current: () => Snapshot): void {
  if (kind === 'counter') {
    new Counter({
      ...settings,
      collect() {
        this.reset();
        observe(current(), (value, labels) => this.inc({ ...labels }, value));
      },
    });
  } else {
    new Gauge({
      ...settings,
      collect() {
        this.reset();
        observe(current(), (value, labels) => this.set({ ...labels }, value));
      },
    });
  }
}

/** A registry asks all its metrics before it waits for the first answer: they get the same snapshot, and so add up. */
function oncePerScrape(): () => Snapshot {
  let snapshot: Snapshot | undefined;
  return () => {
    if (snapshot === undefined) {
      snapshot = takeSnapshot();
      queueMicrotask(() => {
        snapshot = undefined;
      });
    }
    return snapshot;
  };
}

function nameOf({ kind, name, unit }: ObservedMetric): string {
  const inUnit = unit === 's' ? '_seconds' : unit === 'By' ? '_bytes' : '';
  return `${wordsOf(name)}${inUnit}${kind === 'counter' ? '_total' : ''}`;
}

function wordsOf(name: string): string {
  return `memoir_${name.replaceAll('.', '_')}`;
}
