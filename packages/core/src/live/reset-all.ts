import { isThenable } from '../awaitable.js';
import { resetTallies } from '../observe/tally.js';
import { liveLines } from './live-lines.js';

/**
 * Begins anew with all memoized functions of this process, for test suites: what storages of this process hold is gone,
 * near tiers included, and so are remembered errors, pauses after failures, breakers and figures. Loads under way answer
 * those who wait for them and are not stored; nobody waits for them here.
 *
 * What is in a storage that other processes share stays, and with it what is distrusted there. So do configurations,
 * switches, listeners and variables made by `cachedVariable`.
 *
 * Storages that answer at once are empty when this returns; await it for others.
 */
export async function resetAll(): Promise<void> {
  const work: PromiseLike<unknown>[] = [];
  for (const line of liveLines) {
    const answer = line.isClosed ? undefined : line.reset();
    if (answer !== undefined && isThenable(answer)) work.push(answer);
  }
  resetTallies();
  await Promise.all(work);
}
