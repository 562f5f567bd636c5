import type { MeterProvider, TracerProvider } from '@opentelemetry/api';

export interface TelemetryOptions {
  /** @default what is registered with `@opentelemetry/api` when the telemetry begins */
  readonly meterProvider?: MeterProvider | undefined;
  /** @default what is registered with `@opentelemetry/api` when the telemetry begins */
  readonly tracerProvider?: TracerProvider | undefined;
  /** @default true */
  readonly metrics?: boolean | undefined;
  /** Spans around loads and storage commands, and how long these take. @default true */
  readonly spans?: boolean | undefined;
  /** Whether the age of what hits are answered with is recorded, which costs each of them an event. @default false */
  readonly ages?: boolean | undefined;
}

/** What began, and can be ended. */
export interface Telemetry {
  /** Nothing is recorded any more. Idempotent. */
  stop(): void;
}
