import type { Trace } from '../trace/trace.js';

/** Stands for a key that is never asked for again. */
export const NEVER = -1;

/** For each request the position of the next one for the same key, or `NEVER`. */
export function nextUsesOf({ requests, keys }: Trace): Int32Array {
  const nextUses = new Int32Array(requests.length);
  const following = new Int32Array(keys.length).fill(NEVER);
  for (let at = requests.length - 1; at >= 0; at--) {
    const key = requests[at]!;
    nextUses[at] = following[key]!;
    following[key] = at;
  }
  return nextUses;
}
