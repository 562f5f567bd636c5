import { types } from 'node:util';
import { ConfigurationError, type EpochMilliseconds, type Milliseconds } from '@memoir/core';
import type { Slot } from './slot.js';

/** The settings a map hands on; bounds that it has not are left out. */
export interface SnapshotSettings {
  readonly timeToLive: Milliseconds | 'never';
  readonly sweepEvery: Milliseconds | 'never';
  readonly maxBytes?: number;
  readonly maxEntries?: number;
}

/** One entry; `null` if it never expires, as JSON has no `Infinity`. Bytes are written as base64, and say so. */
export type SnapshotEntry =
  | readonly [key: unknown, value: unknown, expiresAt: EpochMilliseconds | null]
  | readonly [key: unknown, value: string, expiresAt: EpochMilliseconds | null, encoding: 'base64'];

/** What a map writes of itself. */
export interface Snapshot extends SnapshotSettings {
  /** From the least recently used on. */
  readonly entries: readonly SnapshotEntry[];
}

export function snapshotOf(settings: SnapshotSettings, slots: Iterable<Slot<unknown, unknown>>): Snapshot {
  return { ...settings, entries: Array.from(slots, writeEntry) };
}

/** @throws {ConfigurationError} if it is not what a map wrote; the settings are checked where they are used */
export function settingsOf(json: unknown): SnapshotSettings {
  const { entries: _, ...settings } = asSnapshot(json);
  return settings;
}

/**
 * @returns keys and values with the instant they expire at
 * @throws {ConfigurationError} if it is not what a map wrote
 */
export function entriesOf(json: unknown): (readonly [key: unknown, value: unknown, expiresAt: EpochMilliseconds])[] {
  return asSnapshot(json).entries.map(readEntry);
}

function writeEntry({ key, value, rank }: Slot<unknown, unknown>): SnapshotEntry {
  const expiresAt = rank === Number.POSITIVE_INFINITY ? null : rank;
  if (!types.isUint8Array(value)) return [key, value, expiresAt];
  return [key, Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64'), expiresAt, 'base64'];
}

function readEntry(entry: SnapshotEntry): readonly [key: unknown, value: unknown, expiresAt: EpochMilliseconds] {
  if (!Array.isArray(entry)) refuse(entry);
  const [key, value, expiresAt, encoding] = entry;
  if (expiresAt !== null && !Number.isFinite(expiresAt)) refuse(entry);
  return [
    key,
    encoding === 'base64' ? Buffer.from(String(value), 'base64') : value,
    expiresAt ?? Number.POSITIVE_INFINITY,
  ];
}

function asSnapshot(json: unknown): Snapshot {
  if (typeof json !== 'object' || json === null || !Array.isArray((json as Snapshot).entries)) refuse(json);
  return json as Snapshot;
}

function refuse(received: unknown): never {
  throw new ConfigurationError('BoundedMap.from takes what toJSON of a BoundedMap gave', received);
}
