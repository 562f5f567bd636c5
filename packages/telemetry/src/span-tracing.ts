import { storageFacts, type TracedCommand, type TracedLoad, traceWith } from '@memoir/core';
import {
  type Attributes,
  context,
  type Histogram,
  type Meter,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';

/** As the semantic conventions for database clients advise. */
const BUCKETS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

/**
 * Puts a span around each load and each command of an asynchronous storage; what either starts belongs to it. Commands
 * follow the semantic conventions for database clients, with memoir's own command as the operation: what a driver's
 * instrumentation tells of the commands that are sent then lies within.
 *
 * @returns ends it
 */
export function spanTracing(tracer: Tracer, meter: Meter): () => void {
  const durations = meter.createHistogram('db.client.operation.duration', {
    description: 'Duration of storage commands.',
    unit: 's',
    advice: { explicitBucketBoundaries: BUCKETS },
  });
  return traceWith({
    load: (load, run) => traceLoad(tracer, load, run),
    command: (command, run) => traceCommand(tracer, durations, command, run),
  });
}

function traceLoad(tracer: Tracer, { label, background }: TracedLoad, run: () => unknown): void {
  const attributes = { 'memoir.namespace': label, 'memoir.background': background };
  const span = tracer.startSpan(`load ${label}`, { kind: SpanKind.INTERNAL, attributes });
  let loaded: unknown;
  try {
    loaded = context.with(trace.setSpan(context.active(), span), run);
  } catch (error) {
    end(span, error);
    throw error;
  }
  if (!isPromise(loaded)) {
    end(span);
    return;
  }
  loaded.then(
    () => end(span),
    (error) => end(span, error),
  );
}

function traceCommand(tracer: Tracer, durations: Histogram, traced: TracedCommand, run: () => unknown): void {
  const attributes = attributesOf(traced);
  const startedAt = performance.now();
  const span = tracer.startSpan(`${traced.command} ${traced.label}`, { kind: SpanKind.CLIENT, attributes });
  const answer = context.with(trace.setSpan(context.active(), span), run);
  // What is answered at once was asked of no database: its span is never ended, and so never exported.
  if (!isPromise(answer)) return;
  const told = (failure: Attributes) => {
    durations.record((performance.now() - startedAt) / 1_000, { ...attributes, ...failure });
  };
  answer.then(
    () => {
      end(span);
      told({});
    },
    (error) => {
      end(span, error);
      told({ 'error.type': typeOf(error) });
    },
  );
}

function attributesOf({ command, label, storage }: TracedCommand): Attributes {
  const facts = storageFacts(storage);
  const { backend, name } = facts.tiers?.at(-1) ?? facts;
  return {
    'db.system.name': backend ?? name,
    'db.operation.name': command,
    'memoir.namespace': label,
    'memoir.tier': name,
  };
}

/** Messages may contain keys, so that a failure is told by its type alone. */
function end(span: Span, ...failure: [error?: unknown]): void {
  if (failure.length > 0) {
    span.setAttribute('error.type', typeOf(failure[0]));
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}

function typeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '_OTHER';
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  if (typeof code === 'string') return code;
  return typeof name === 'string' ? name : '_OTHER';
}

function isPromise(answer: unknown): answer is PromiseLike<unknown> {
  return typeof (answer as Partial<PromiseLike<unknown>> | undefined)?.then === 'function';
}
