import type { Attributes, BatchObservableResult, Meter, Observable } from '@opentelemetry/api';
import { type Labels, OBSERVED_METRICS, type ObservedMetric } from './observed-metrics.js';
import { RECORDED_METRICS, recording } from './recorded-metrics.js';
import { takeSnapshot } from './snapshot.js';

/** Makes the instruments of all metrics. @returns ends them */
export function meterMetrics(meter: Meter, withCostly: boolean): () => void {
  const instruments = OBSERVED_METRICS.map((metric) => [metric, instrumentOf(meter, metric)] as const);
  // One callback for all: whatever is collected together is of the same moment.
  const collect = (result: BatchObservableResult) => {
    const snapshot = takeSnapshot();
    for (const [metric, instrument] of instruments) {
      metric.observe(snapshot, (value, labels) => result.observe(instrument, value, attributesOf(labels)));
    }
  };
  const observed = instruments.map(([, instrument]) => instrument);
  meter.addBatchObservableCallback(collect, observed);
  const ends = RECORDED_METRICS.filter(({ isCostly }) => withCostly || !isCostly).map((metric) => {
    const histogram = meter.createHistogram(`memoir.${metric.name}`, {
      description: metric.help,
      unit: 's',
      advice: { explicitBucketBoundaries: [...metric.buckets] },
    });
    return recording(metric, (seconds, labels) => histogram.record(seconds, attributesOf(labels)));
  });
  return () => {
    meter.removeBatchObservableCallback(collect, observed);
    for (const end of ends) end();
  };
}

function instrumentOf(meter: Meter, { kind, name, unit, help: description }: ObservedMetric): Observable {
  const told = { unit, description };
  return kind === 'counter'
    ? meter.createObservableCounter(`memoir.${name}`, told)
    : meter.createObservableGauge(`memoir.${name}`, told);
}

function attributesOf(labels: Labels): Attributes {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [`memoir.${name}`, value]));
}
