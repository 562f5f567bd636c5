import type { Settings } from '../configuration/settings.js';
import { StorageError } from '../errors.js';
import type { CacheKey } from '../key/cache-key.js';
import { asStorageError } from '../storage/call-budget.js';
import { describeKeyspace } from '../storage/describe-keyspace.js';
import type { TierDescription } from '../storage/tier-description.js';

/** What the tiers say, or why they do not. */
export interface TiersTold {
  readonly tiers: readonly TierDescription[];
  readonly failure: StorageError | undefined;
}

/**
 * Asks the storage, within the time that a call has for it, past a breaker that is open: who looks wants to know how the
 * storage is now. Whatever comes of it counts for nothing.
 */
export async function tiersOf({ keyspace, near, storage, budgetTerms }: Settings, key: CacheKey): Promise<TiersTold> {
  const { deadlines, clock, timeout } = budgetTerms;
  const tier = storage.shared ? 'shared' : 'storage';
  try {
    const told = await new Promise<readonly TierDescription[]>((resolve, reject) => {
      const late = () => reject(new StorageError(`the storage did not answer within ${timeout} ms`, { key }));
      const deadline = deadlines.add(timeout, clock.monotonic(), late, undefined);
      const asked = (async () => describeKeyspace(keyspace, key, tier))();
      asked.finally(() => deadline.cancel()).then(resolve, reject);
    });
    return { tiers: told, failure: undefined };
  } catch (error) {
    return { tiers: near === undefined ? [] : [near.describeNear(key)], failure: asStorageError(error, key) };
  }
}
