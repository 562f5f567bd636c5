import type { Keyspace, KeyspaceContext } from './keyspace.js';

/** A place where results live. One storage serves many functions, each through a keyspace of its own. */
export interface CacheStorage {
  /** True if other processes see it: then a namespace (and an instance key for methods) must be given. */
  readonly shared: boolean;
  /**
   * True if it keeps within a bound of its own over all functions; then a function's strategy stays out of it unless one
   * was asked for.
   *
   * @default as `shared`
   */
  readonly boundsItself?: boolean | undefined;
  /** Opens one function's share. The same namespace opened again sees the same entries. */
  keyspace<V>(namespace: string, context: KeyspaceContext): Keyspace<V>;
  /** Ends timers and connections that the storage itself owns. Called by whoever made the storage, never by a function. */
  close?(): Promise<void>;
}
