import type { CacheKey } from '../key/cache-key.js';
import { describeEntry } from '../storage/describe-keyspace.js';
import type { TierDescription } from '../storage/tier-description.js';
import type { NearNamespace } from './near-namespace.js';

/** What the near tier holds for a key, and whether it can be relied on. @param now as an `OffsetClock` tells it */
export function describeNear(namespace: NearNamespace<unknown>, key: CacheKey, now: number): TierDescription {
  const found = namespace.look(key);
  if (found === undefined) return describeEntry('near', undefined);
  const { entry, isRemoved } = found;
  const { trust } = namespace.tier;
  const reasons: string[] = [];
  if (isRemoved) reasons.push('it was invalidated since it came into the near tier');
  if (now >= entry.nearUntil) reasons.push('it has been in the near tier for as long as nearLifeSpan allows');
  if (!trust.wouldHold(entry.askedAt)) {
    const behind = trust.behind(entry.askedAt);
    const since = Number.isFinite(behind) ? `for ${Math.round(behind)} ms` : 'at all';
    reasons.push(
      trust.proof === 'age'
        ? `it was read ${Math.round(behind)} ms ago, and the far storage has no log that tells of removals`
        : `the log has not proven ${since} that nothing was missed (maxStaleness ${trust.maxStaleness} ms)`,
    );
  }
  return describeEntry('near', entry, reasons);
}
