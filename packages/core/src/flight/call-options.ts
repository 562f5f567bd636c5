import type { CacheSession } from '../version/cache-session.js';
import type { TierSkips } from './tier-skips.js';

/** What holds for one request alone: given to `with`. */
export interface CallOptions {
  /** The caller gives up when it aborts; nobody else is affected. */
  readonly signal?: AbortSignal | undefined;
  /** The session whose versions count, in place of the one that the call runs in. */
  readonly session?: CacheSession | undefined;
  /** Load now, whatever is cached. */
  readonly refresh?: boolean | undefined;
  /** Is handed the work that goes on behind the answer; in place of the configured one. */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined;
  /** What the call does without in the tiers of a `TieredStorage`. */
  readonly skip?: TierSkips | undefined;
  /** Short for `skip: { near: 'read' }`: for one who must not see what another process has just changed. */
  readonly skipNear?: boolean | undefined;
}
