import type { InvalidationLog } from '../invalidation/invalidation-log.js';
import type { CacheStorage } from './cache-storage.js';

/**
 * A storage that tells all processes what was taken away from it, so that they can keep copies in front of it. Found by
 * the presence of `log.follow`.
 *
 * It appends by itself, whoever calls: after a removal has taken effect and before it is confirmed. That is
 *
 * - `invalidate`, `expire` and `clear` of a keyspace;
 * - an `offer` that was stored with a permit acquired by `supersede` (`refresh`, `prime`): what others hold is older. Not
 *   an ordinary load or refresh, whose entry runs out elsewhere by itself;
 * - `invalidateTags` and `expireTags`;
 * - the beginning and the end of a quarantine.
 *
 * A removal whose append failed is not confirmed: it rejects, and is sent again as a whole by whoever called.
 */
export interface LoggedStorage extends CacheStorage {
  readonly log: InvalidationLog;
  /** @param origin goes into the message, see `KeyspaceContext.origin` */
  invalidateTags?(tags: readonly string[], origin?: string): Promise<void>;
  /** @param origin goes into the message */
  expireTags?(tags: readonly string[], origin?: string): Promise<void>;
}
