import type { CacheSession } from '../version/cache-session.js';

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
  /** Reads past the near tier of a `TieredStorage`, for one who must not see what another process has just changed. */
  readonly skipNear?: boolean | undefined;
}
