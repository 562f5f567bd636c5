import { StorageError } from '@memoir/core';

/** One entry of a stream, as the scripts write it. */
export interface StreamEntry {
  readonly id: string;
  /** The id of the entry before it; empty for the first of a stream. */
  readonly before: string;
  /** Empty where it says nothing. */
  readonly message: string;
  /** Whether readers are to say at once how far they are. */
  readonly asks: boolean;
}

/** What `XREAD` of one stream has answered; with RESP3 it is a map, which clients show in different ways. */
export function entriesIn(reply: unknown): readonly StreamEntry[] {
  if (reply === null || reply === undefined) return [];
  const entries = Array.isArray(reply) ? (Array.isArray(reply[0]) ? reply[0][1] : reply[1]) : firstOf(reply);
  return (entries as [unknown, unknown[]][]).map(([id, fields]) => {
    const [, before, , message, asks] = fields.map(String);
    return { id: String(id), before: before ?? '', message: message ?? '', asks: asks === 'a' };
  });
}

function firstOf(map: unknown): unknown {
  if (typeof map !== 'object' || map === null) throw new StorageError('Redis answered XREAD with something else');
  return Symbol.iterator in map ? [...(map as Map<unknown, unknown>).values()][0] : Object.values(map)[0];
}

/** Ids are two numbers, the first of them in milliseconds. @returns less than zero if the first id comes first */
export function compareIds(one: string, other: string): number {
  const [a = 0, b = 0] = one.split('-').map(Number);
  const [c = 0, d = 0] = other.split('-').map(Number);
  return a - c || b - d;
}
