import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { startTelemetry } from '../src/index.js';
import { ANSWERS, EXPECTED, EXPECTED_SPANS } from './expected.js';
import { type ReceivedMetric, receiveOtlp } from './otlp-receiver.js';
import { work } from './workload.js';

let received: ReceivedMetric[];
let provider: MeterProvider;
let end: () => Promise<void>;

beforeAll(async () => {
  const receiver = await receiveOtlp();
  const exporter = new OTLPMetricExporter({ url: `${receiver.url}/v1/metrics` });
  provider = new MeterProvider({
    readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })],
  });
  const telemetry = startTelemetry({ meterProvider: provider, ages: true });
  const done = await work();
  await provider.forceFlush();
  received = receiver.metrics();
  end = async () => {
    telemetry.stop();
    await provider.shutdown();
    await receiver.close();
    await done.end();
  };
});

afterAll(() => end());

function point(name: string, labels: Readonly<Record<string, string>>) {
  const attributes = Object.fromEntries(Object.entries(labels).map(([label, value]) => [`memoir.${label}`, value]));
  const metric = received.find((each) => each.name === name);
  const points = metric?.points.filter((each) => JSON.stringify(each.attributes) === JSON.stringify(attributes)) ?? [];
  expect(points).toHaveLength(1);
  return { metric: metric!, ...points[0]! };
}

describe('what a collector receives', () => {
  it.each(EXPECTED.map(({ otel, labels, ...rest }) => ({ otel, labels, ...rest })))(
    'is $otel of $labels',
    ({ otel, prometheus, labels, unit, value }) => {
      const { metric, value: found } = point(otel, labels);

      expect(found).toEqual(value);
      expect(metric).toMatchObject({ unit, description: expect.stringMatching(/\.$/) });
      expect(metric.isMonotonic).toBe(prometheus.endsWith('_total') ? true : undefined);
    },
  );

  it.each(EXPECTED_SPANS.map(({ otel, labels, value, unit }) => ({ otel, labels, value, unit })))(
    'is how long: $otel of $labels',
    ({ otel, labels, value, unit }) => {
      const { metric, count, sum } = point(otel, labels);

      expect({ count, sum }).toEqual(value);
      expect(metric.unit).toBe(unit);
    },
  );

  it('is nothing else', () => {
    const known = [...EXPECTED, ...EXPECTED_SPANS].map(({ otel }) => otel);

    expect(received.map(({ name }) => name).sort()).toEqual(
      [...new Set([...known, 'db.client.operation.duration'])].sort(),
    );
  });

  it('adds up for every namespace: each call is answered in one of five ways', () => {
    const calls = received.find(({ name }) => name === 'memoir.calls')!.points;
    expect(calls.length).toBeGreaterThan(5);
    for (const { attributes, value } of calls) {
      const namespace = attributes['memoir.namespace'] as string;
      const answers = ANSWERS.map((answer) => point('memoir.answers', { namespace, answer }).value!);
      expect(answers.reduce((sum, each) => sum + each)).toBe(value);
    }
  });

  it('is labelled with namespaces, tiers and what there are few of, never with a key', () => {
    const labels = new Set(
      received.flatMap(({ points }) => points.flatMap(({ attributes }) => Object.keys(attributes))),
    );

    expect([...labels].sort()).toEqual([
      'db.operation.name',
      'db.system.name',
      'error.type',
      'memoir.answer',
      'memoir.namespace',
      'memoir.outcome',
      'memoir.tier',
    ]);
    expect(JSON.stringify(received)).not.toMatch(/\b(ada|bob|eve)\b/);
  });
});
