import { PART_NAMES } from './parts.js';
import type { Snapshot } from './snapshot.js';

/** Settings of several words, which are shown as they are. */
const WORDS = new Set<string>(['retryBackoff', 'expireAtTime', 'jitter', 'earlyRefresh', 'scheduledRefresh']);

/** A configuration for people: plain values as they are, parts that are objects by the name of their class. */
export function describeParts(snapshot: Snapshot): Record<string, unknown> {
  const description: Record<string, unknown> = {};
  for (const name of [...PART_NAMES, 'capacity'] as const) {
    const part = snapshot[name];
    if (part !== undefined) description[name] = WORDS.has(name) ? inWords(part) : describe(part);
  }
  return description;
}

function describe(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(describe);
  if (typeof part === 'function') return part.name === '' ? '(function)' : `(function ${part.name})`;
  if (typeof part !== 'object' || part === null) return part;
  return part.constructor?.name || '(object)';
}

function inWords(setting: unknown): unknown {
  if (typeof setting !== 'object' || setting === null) return describe(setting);
  return Object.fromEntries(Object.entries(setting).map(([word, value]) => [word, describe(value)]));
}
