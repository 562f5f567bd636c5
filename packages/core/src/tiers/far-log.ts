import { ConfigurationError } from '../errors.js';
import type { InvalidationLog } from '../invalidation/invalidation-log.js';
import type { CacheStorage } from '../storage/cache-storage.js';
import type { LoggedStorage } from '../storage/logged-storage.js';

/** When a removal from two tiers resolves, see `TieredStorageOptions.consistency`. */
export type Consistency = 'far' | 'nodes';

/** Tells what others remove from the far tier, where anything does. */
export function logOf({ log }: CacheStorage & Partial<LoggedStorage>): InvalidationLog | undefined {
  return typeof log?.follow === 'function' ? log : undefined;
}

/**
 * Whether removals wait for the near tiers of other processes.
 *
 * @throws {ConfigurationError} if they are to, and the far tier cannot tell what others have heard
 */
export function waitsForNodes(consistency: Consistency, far: CacheStorage): boolean {
  if (consistency === 'far') return false;
  if (consistency !== 'nodes') throw new ConfigurationError("consistency is 'far' or 'nodes'", consistency);
  if (logOf(far)?.spread !== undefined) return true;
  throw new ConfigurationError(
    "consistency 'nodes' needs a far storage whose log tells what other processes have heard, such as RedisStorage",
    far,
  );
}
