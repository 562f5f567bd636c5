import { metrics, trace } from '@opentelemetry/api';
import { meterMetrics } from './meter-metrics.js';
import { spanTracing } from './span-tracing.js';
import type { Telemetry, TelemetryOptions } from './telemetry-options.js';

const SCOPE = '@memoir/telemetry';

/**
 * Tells OpenTelemetry of all memoized functions of this process, those included that are made later: counters and gauges
 * that are read when they are collected, histograms, spans around loads and storage commands. A hit pays nothing for it,
 * unless `ages` is set.
 *
 * Call it once, after the SDK is set up. Keys and values are never told.
 */
export function startTelemetry(options: TelemetryOptions = {}): Telemetry {
  const meter = (options.meterProvider ?? metrics).getMeter(SCOPE);
  const tracer = (options.tracerProvider ?? trace).getTracer(SCOPE);
  const ends: (() => void)[] = [];
  if (options.metrics !== false) ends.push(meterMetrics(meter, options.ages === true));
  if (options.spans !== false) ends.push(spanTracing(tracer, meter));
  return {
    stop() {
      for (const end of ends.splice(0)) end();
    },
  };
}
