import type { Keyspace } from '../storage/keyspace.js';

/**
 * In how large a keyspace an entry keeps the promise that answers hits. Where there are more entries, most are not in the
 * processor's cache, and to fetch a promise from memory takes longer than to make one. Measured, as a part of the floor,
 * kept and not kept: 0.91 and 0.84 among 1,000 entries, 0.81 and 0.87 among 10,000, 0.70 and 1.00 among 100,000.
 */
const MOST_ENTRIES = 8_192;

/** Whether entries keep their answers in this keyspace, as it is now. */
export function keepsAnswers({ size }: Keyspace<unknown>): boolean {
  return size === undefined || size <= MOST_ENTRIES;
}
