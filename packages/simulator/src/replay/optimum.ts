import type { Trace } from '../trace/trace.js';
import { NEVER, nextUsesOf } from './next-uses.js';
import { PositionHeap } from './position-heap.js';

/**
 * The hits of a cache of `capacity` entries that knows the future: to make room for what was missed it gives up what is
 * asked for again last. Exact, and the most that a cache can have which keeps whatever it just loaded; a strategy that
 * gives up the newest at once can have a little more.
 * Source: MIN, Belady, "A study of replacement algorithms for a virtual-storage computer", IBM Systems Journal 1966.
 *
 * @param nextUses of the same trace, where they are at hand
 */
export function optimalHits(trace: Trace, capacity: number, nextUses: Int32Array = nextUsesOf(trace)): number {
  const { requests, keys } = trace;
  const isHeld = new Uint8Array(keys.length);
  // What is held and asked for again is known by the position where that is. Positions that have passed stay in the
  // heap: they are smaller than all that are to come, and so never the greatest while one of those is held.
  const upcoming = new PositionHeap();
  // What is held and never asked for again: any of it goes first, and which one makes no difference.
  let useless = 0;
  let held = 0;
  let hits = 0;
  for (let at = 0; at < requests.length; at++) {
    const key = requests[at]!;
    if (isHeld[key] === 1) {
      hits++;
    } else if (held < capacity) {
      held++;
    } else if (useless > 0) {
      useless--;
    } else {
      isHeld[requests[upcoming.popGreatest()]!] = 0;
    }
    const next = nextUses[at]!;
    isHeld[key] = next === NEVER ? 0 : 1;
    if (next === NEVER) useless++;
    else upcoming.push(next);
  }
  return hits;
}
