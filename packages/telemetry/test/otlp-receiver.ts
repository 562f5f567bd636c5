import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';

interface Message {
  decode(bytes: Uint8Array): unknown;
  toObject(message: unknown, options: object): any;
}

const definitions = createRequire(import.meta.url)('otlp-definitions/build/src/generated/root.js');
const { metrics, trace } = definitions.opentelemetry.proto.collector;
const messages: Readonly<Record<string, Message>> = {
  '/v1/metrics': metrics.v1.ExportMetricsServiceRequest,
  '/v1/traces': trace.v1.ExportTraceServiceRequest,
};

export interface Point {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly value?: number;
  readonly count?: number;
  readonly sum?: number;
}

export interface ReceivedMetric {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  readonly isMonotonic: boolean | undefined;
  readonly points: readonly Point[];
}

export interface ReceivedSpan {
  readonly name: string;
  readonly kind: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly isFailed: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Takes what OTLP exporters post, as a collector does, and reads it by the protocol's own definitions. */
export async function receiveOtlp() {
  const received: Record<string, any[]> = { '/v1/metrics': [], '/v1/traces': [] };
  const server = createServer(async (request, response) => {
    const message = messages[request.url ?? ''];
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    if (message === undefined || request.headers['content-type'] !== 'application/x-protobuf') {
      response.writeHead(400).end();
      return;
    }
    const decoded = message.decode(Buffer.concat(chunks));
    received[request.url!]!.push(
      message.toObject(decoded, { longs: Number, enums: String, bytes: String, defaults: true }),
    );
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    /** What was exported last. */
    metrics: () => metricsIn(received['/v1/metrics']!.at(-1)),
    spans: () => received['/v1/traces']!.flatMap(spansIn),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function metricsIn({ resourceMetrics }: any): ReceivedMetric[] {
  const scopes = resourceMetrics.flatMap(({ scopeMetrics }: any) => scopeMetrics);
  const all = scopes
    .filter(({ scope }: any) => scope.name === '@memoir/telemetry')
    .flatMap(({ metrics }: any) => metrics);
  return all.map(({ name, unit, description, sum, gauge, histogram }: any) => ({
    ...{ name, unit, description, isMonotonic: sum?.isMonotonic },
    points: (sum ?? gauge ?? histogram).dataPoints.map(pointOf),
  }));
}

function pointOf({ attributes, asInt, asDouble, count, sum }: any): Point {
  return { attributes: recordOf(attributes), value: asDouble || asInt || 0, count, sum };
}

function spansIn({ resourceSpans }: any): ReceivedSpan[] {
  const scopes = resourceSpans.flatMap(({ scopeSpans }: any) => scopeSpans);
  return scopes
    .flatMap(({ spans }: any) => spans)
    .map(({ name, kind, spanId, parentSpanId, status, attributes }: any) => ({
      ...{ name, kind, spanId, parentSpanId, attributes: recordOf(attributes) },
      isFailed: status?.code === 'STATUS_CODE_ERROR',
    }));
}

function recordOf(attributes: readonly any[]): Record<string, unknown> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [
      key,
      value[value.value ?? Object.keys(value).find((kind) => value[kind] !== null)!],
    ]),
  );
}
