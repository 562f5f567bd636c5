import { inspect } from 'node:util';
import { V8Serde } from '@memoir/core';
import { JsonSerde } from '@memoir/serde-json';
import type { InspectedEntry, RedisInspector } from '@memoir/storage-redis';
import { type Output, printable, table } from './output.js';
import type { Settings } from './settings.js';

const NOTHING_STANDS = 3;
const SERDES = [new JsonSerde(), new V8Serde()];

/** Shows what stands under each key, and its value only if that was asked for. */
export async function show(inspector: RedisInspector, settings: Settings, output: Output): Promise<number> {
  let isAnyMissing = false;
  for (const key of settings.keys) {
    const entry = await inspector.entry(settings.namespace!, key);
    if (entry.size === undefined && !entry.lease && !entry.quarantine) isAnyMissing = true;
    const document = { namespace: settings.namespace, key, ...factsOf(entry, settings.values, output.isJson) };
    output.tell(document, () => textOf(document));
  }
  return isAnyMissing ? NOTHING_STANDS : 0;
}

function factsOf({ payload, entry, tier: _, ...rest }: InspectedEntry, withValues: boolean, isJson: boolean) {
  const now = Date.now();
  const facts = entry && { ...entry, age: now - entry.createdAt, valueSize: payload?.length };
  return { ...rest, ...facts, ...(withValues && payload && shown(payload, rest.serde, isJson)) };
}

/** As it was stored where that is JSON, for scripts; as the function sees it, for people. */
function shown(payload: Uint8Array, serdeId: string | undefined, isJson: boolean): object {
  const serde = SERDES.find(({ id }) => id === serdeId);
  try {
    if (isJson) return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)) };
    if (serde !== undefined) return { value: serde.deserialize(payload) };
  } catch {
    // The bytes are what is known.
  }
  return { valueBase64: Buffer.from(payload).toString('base64') };
}

const INSTANTS = new Set(['createdAt', 'staleAt', 'expiresAt', 'keepUntil', 'until']);
const SPANS = new Set(['age', 'loadedIn', 'remaining']);

function textOf({ key, ...facts }: { readonly key: string }): string {
  const rows = Object.entries(facts)
    .filter(([, fact]) => fact !== undefined)
    .map(([name, fact]) => [`  ${name}`, factText(name, fact)]);
  return `${printable(key)}\n${table(rows)}`;
}

function factText(name: string, fact: unknown): string {
  if (INSTANTS.has(name)) return fact === Number.POSITIVE_INFINITY ? 'never' : new Date(fact as number).toISOString();
  if (SPANS.has(name)) return `${Math.round(fact as number)} ms`;
  if (name === 'value') return inspect(fact, { depth: 6, breakLength: 100 }).replaceAll('\n', '\n    ');
  if (Array.isArray(fact))
    return fact.map((each) => (name === 'reasons' ? each : printable(String(each)))).join(', ') || '-';
  if (typeof fact !== 'object' || fact === null) return typeof fact === 'string' ? printable(fact) : String(fact);
  const parts = Object.entries(fact).map(([part, value]) => `${part} ${factText(part, value)}`);
  return parts.join(', ');
}
