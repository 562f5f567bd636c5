/** What holds for one request alone: given to `with`. */
export interface CallOptions {
  /** The caller gives up when it aborts; nobody else is affected. */
  readonly signal?: AbortSignal | undefined;
  /** Load now, whatever is cached. */
  readonly refresh?: boolean | undefined;
  /** Is handed the work that goes on behind the answer; in place of the configured one. */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined;
}
