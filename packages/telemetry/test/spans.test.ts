import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createMemoizer, standardConfiguration } from '@memoir/core';
import { MemoryStorage } from '@memoir/storage-memory';
import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { startTelemetry } from '../src/index.js';
import { type ReceivedSpan, receiveOtlp } from './otlp-receiver.js';
import { ScriptedStorage } from './workload.js';

let spans: ReceivedSpan[];
let end: () => Promise<void>;

beforeAll(async () => {
  const receiver = await receiveOtlp();
  const exporter = new OTLPTraceExporter({ url: `${receiver.url}/v1/traces` });
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const telemetry = startTelemetry({ tracerProvider });
  const tracer = tracerProvider.getTracer('application');
  const query = async (id: string) => {
    await Promise.resolve(); // the loader's own context holds over this
    tracer.startSpan(`query ${id}`).end();
    if (id === 'nobody') throw new TypeError('there is no nobody');
    return id;
  };
  const storage = new ScriptedStorage();
  const remote = createMemoizer(standardConfiguration(storage)).memoize(query, { namespace: 'remote' });
  const local = createMemoizer(standardConfiguration(new MemoryStorage({ sweepEvery: 'never' }))).memoize(query, {
    namespace: 'local',
  });
  await tracer.startActiveSpan('request', async (request) => {
    await remote('ada');
    await remote('ada');
    await local('bob');
    await local('bob');
    await local('nobody').catch(() => undefined);
    await local.invalidate('bob');
    request.end();
  });
  storage.isDown = true;
  await remote('eve');
  await tracerProvider.forceFlush();
  telemetry.stop();
  await local('after it was stopped');
  await tracerProvider.forceFlush();
  spans = receiver.spans();
  end = async () => {
    await tracerProvider.shutdown();
    await receiver.close();
    context.disable();
  };
});

afterAll(() => end());

const named = (name: string) => spans.filter((span) => span.name === name);

describe('the span around a load', () => {
  it('belongs to the call that began it', () => {
    const [request] = named('request');
    const loads = spans.filter(({ name, parentSpanId }) => name === 'load local' && parentSpanId === request!.spanId);

    expect(loads).toHaveLength(2);
    expect(loads[0]).toMatchObject({
      kind: 'SPAN_KIND_INTERNAL',
      isFailed: false,
      attributes: { 'memoir.namespace': 'local', 'memoir.background': false },
    });
  });

  it('has within it whatever the loader starts', () => {
    const [query] = named('query bob');

    expect(spans.find(({ spanId }) => spanId === query!.parentSpanId)).toMatchObject({ name: 'load local' });
  });

  it('says that a load failed, and by what kind of error, without its words', () => {
    const [query] = named('query nobody');
    const load = spans.find(({ spanId }) => spanId === query!.parentSpanId)!;

    expect(load).toMatchObject({ isFailed: true, attributes: { 'error.type': 'TypeError' } });
    expect(JSON.stringify(load)).not.toContain('nobody');
  });
});

describe('the span around a storage command', () => {
  it('follows the conventions for clients of databases', () => {
    const [request] = named('request');

    expect(named('get remote')[0]).toMatchObject({
      kind: 'SPAN_KIND_CLIENT',
      parentSpanId: request!.spanId,
      isFailed: false,
      attributes: {
        'db.system.name': 'redis',
        'db.operation.name': 'get',
        'memoir.namespace': 'remote',
        'memoir.tier': 'ScriptedStorage',
      },
    });
    expect(named('offer remote').filter(({ isFailed }) => !isFailed)).toHaveLength(1);
  });

  it('says that the command failed, and how', () => {
    expect(named('get remote').at(-1)).toMatchObject({ isFailed: true, attributes: { 'error.type': 'ECONNREFUSED' } });
  });

  it('is told once for each command, and for none that memory answered', () => {
    expect(named('get remote')).toHaveLength(3);
    expect(named('invalidate local')).toEqual([]);
  });
});

describe('spans', () => {
  it('say nothing of keys', () => {
    const own = spans.filter(({ name }) => !/^(query|request)/.test(name));

    expect(own.length).toBeGreaterThan(5);
    expect(JSON.stringify(own.map(({ name, attributes }) => [name, attributes]))).not.toMatch(/\b(ada|bob|eve)\b/);
  });

  it('end with the telemetry', () => {
    const [query] = named('query after it was stopped');

    expect(query!.parentSpanId).toBe('');
  });
});
