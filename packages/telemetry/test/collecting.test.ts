import { channel } from 'node:diagnostics_channel';
import { describe, expect, it } from '@jest/globals';
import { createMemoizer, standardConfiguration } from '@memoir/core';
import { MemoryStorage } from '@memoir/storage-memory';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { startTelemetry } from '../src/index.js';

function setUp() {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({ readers: [reader] });
  const values = async (name: string) => {
    exporter.reset();
    await provider.forceFlush();
    const metrics = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
    const points = metrics.find(({ descriptor }) => descriptor.name === name)?.dataPoints ?? [];
    return Object.fromEntries(points.map(({ attributes, value }) => [attributes['memoir.namespace'], value]));
  };
  return { provider, values };
}

const { memoize } = createMemoizer(standardConfiguration(new MemoryStorage({ sweepEvery: 'never' })));

describe('telemetry', () => {
  it('tells of functions that stood before it began, that come later, and that are gone', async () => {
    const before = memoize(async function before() {});
    await before();
    const { provider, values } = setUp();
    const telemetry = startTelemetry({ meterProvider: provider, spans: false });
    const later = memoize(async function later() {});
    await later();
    await later();
    await later.close();

    expect(await values('memoir.calls')).toMatchObject({ before: 1, later: 2 });
    telemetry.stop();
    await provider.shutdown();
  });

  it('costs a hit nothing: nobody hears of hits, unless their ages are asked for', async () => {
    const { provider } = setUp();
    const hits = channel('memoir:hit');
    const plain = startTelemetry({ meterProvider: provider });
    expect(hits.hasSubscribers).toBe(false);
    expect(channel('memoir:loaded').hasSubscribers).toBe(true);
    plain.stop();

    const withAges = startTelemetry({ meterProvider: provider, ages: true });
    expect(hits.hasSubscribers).toBe(true);
    withAges.stop();
    withAges.stop();

    expect(hits.hasSubscribers).toBe(false);
    expect(channel('memoir:loaded').hasSubscribers).toBe(false);
    await provider.shutdown();
  });

  it('collects nothing new once it is stopped', async () => {
    const { provider, values } = setUp();
    const stopped = memoize(async function stopped() {});
    const telemetry = startTelemetry({ meterProvider: provider });
    await stopped();
    expect(await values('memoir.calls')).toMatchObject({ stopped: 1 });

    telemetry.stop();
    await stopped();

    expect(await values('memoir.calls')).toMatchObject({ stopped: 1 }); // the SDK's memory, not memoir's
    await provider.shutdown();
  });

  it('can be spans alone', async () => {
    const { provider, values } = setUp();
    const telemetry = startTelemetry({ meterProvider: provider, metrics: false });
    await memoize(async () => {})();

    expect(await values('memoir.calls')).toEqual({});
    telemetry.stop();
    await provider.shutdown();
  });
});
