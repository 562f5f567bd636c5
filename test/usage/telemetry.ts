/** Metrics, spans, channels and switches; compiled only, like everything in this folder. */

import { subscribe } from 'node:diagnostics_channel';
import { createServer } from 'node:http';
import { figuresByLabel, health, liveFunctions, resetAll } from '@memoir/core';
import { DefaultInMemoryCacheConfiguration } from '@memoir/storage-memory';
import { startTelemetry } from '@memoir/telemetry';
import { registerMetrics } from '@memoir/telemetry/prometheus';
import { createMemoizer, setBypassed } from 'memoir';
import { register } from 'prom-client';

const telemetry = startTelemetry(); // after the OpenTelemetry SDK is set up
telemetry.stop();

registerMetrics();
createServer(async (_request, response) => {
  response.setHeader('content-type', register.contentType);
  response.end(await register.metrics());
});

subscribe('memoir:load-failed', (event) => {
  const { label, error } = event as { label: string; error: unknown };
  console.warn(`a load of ${label} failed`, error);
});

const longest = liveFunctions()
  .flatMap(({ label, loads }) => loads().map(({ key, age }) => ({ label, key, age })))
  .sort((one, other) => other.age - one.age)[0];
export const slow: string = longest === undefined ? 'nothing loads' : `${longest.label} for ${longest.age} ms`;

for (const { label, addListener } of liveFunctions()) {
  if (label === 'users') addListener({ removed: ({ key, reason }) => console.log(key, reason) });
}

export const calls: number | undefined = figuresByLabel().get('users')?.calls;

setBypassed(true, 'users'); // every call of this namespace goes to the source
setBypassed(false, 'users');
setBypassed(true); // every call of what memoize of this package made
setBypassed(false);

const memoizer = createMemoizer(new DefaultInMemoryCacheConfiguration());
memoizer.setBypassed(true); // the same for the functions of a memoizer of your own

const { ok, storages } = health();
if (!ok) for (const { name, reasons } of storages) console.warn(`${name}: ${reasons.join(', ')}`);

declare function afterEach(hook: () => Promise<void>): void;
afterEach(() => resetAll());
