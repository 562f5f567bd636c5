import { type MemoizedHandle, type Memoizer, StorageError } from '@memoir/core';
import type { OnApplicationShutdown } from '@nestjs/common';

/** As `@nestjs/terminus` has it; `degraded` is known to its version 12. */
export type HealthStatus = 'up' | 'degraded' | 'down';

export type HealthResult<Key extends string> = Record<
  Key,
  { readonly status: HealthStatus; readonly message?: string; readonly code?: string }
>;

/**
 * Asks the storage for a key of its own, within the configured `storageTimeout`. Its results are those of an indicator of
 * `@nestjs/terminus`, which is not needed for it.
 */
export class MemoirHealthIndicator implements OnApplicationShutdown {
  readonly #probe: MemoizedHandle<[], undefined>;

  constructor(memoizer: Memoizer) {
    this.#probe = memoizer.memoize(async () => undefined, {
      namespace: 'memoir health',
      sharedNamespace: true,
    });
  }

  /**
   * @param whenStorageFails what that is for the application: `down` takes it out of service, though it goes on
   *   answering from its sources without the storage
   */
  async isHealthy<Key extends string = 'memoir'>(
    key: Key = 'memoir' as Key,
    whenStorageFails: HealthStatus = 'down',
  ): Promise<HealthResult<Key>> {
    try {
      await this.#probe.peek();
      return { [key]: { status: 'up' } } as HealthResult<Key>;
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      const { message, code } = error;
      return { [key]: { status: whenStorageFails, message, code } } as HealthResult<Key>;
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.#probe.close();
  }
}
