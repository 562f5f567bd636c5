import { TieredStorage } from '@memoir/core';
import { MemoryStorage } from '@memoir/storage-memory';

/**
 * Puts a near tier in front of a storage.
 *
 * @param ignoreGaps a bug put in: who may have missed something goes on as if nothing had happened
 * @param waitForNobody another: removals that should wait for every process wait for none
 */
export function nearTierOf(far, { maxStaleness, consistency, ignoreGaps, waitForNobody }) {
  if (waitForNobody) far.log.spread = () => Promise.resolve();
  if (ignoreGaps) {
    const { log } = far;
    const follow = log.follow.bind(log);
    log.follow = (follower, options) => {
      const gap = (reason) => reason === 'started' && follower.gap(reason);
      const deaf = {
        invalidated: (...told) => follower.invalidated(...told),
        complete: (until) => follower.complete(until),
        gap,
        failed: (error) => follower.failed(error),
      };
      return follow(deaf, options);
    };
  }
  return new TieredStorage(new MemoryStorage({ maxEntries: 1_000 }), far, { maxStaleness, consistency });
}
