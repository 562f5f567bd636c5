import type { Milliseconds } from '@memoir/core';

/** What of a Keyv is used; any version that can say this will do. */
export interface KeyvClient {
  /** Must be true: what fails silently would be taken for confirmed. */
  readonly throwOnErrors: boolean;
  get(key: string): Promise<unknown>;
  set(key: string, value: string, timeToLive?: Milliseconds): Promise<boolean>;
  delete(key: string): Promise<boolean>;
}
