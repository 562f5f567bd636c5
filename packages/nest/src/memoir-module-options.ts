import type { Awaitable, CacheStorage, MutableCacheConfiguration } from '@memoir/core';
import type { InjectionToken, ModuleMetadata, OptionalFactoryDependency } from '@nestjs/common';

export interface MemoirModuleOptions {
  /** Where the results of all that the module memoizes live. */
  readonly storage: CacheStorage;
  /**
   * Sets what holds for every function unless its own options say otherwise. The configuration may be kept, and changed
   * while the application runs.
   */
  readonly configure?: ((configuration: MutableCacheConfiguration) => void) | undefined;
  /**
   * Whether the storage is closed when the application has shut down.
   *
   * @default true
   */
  readonly closeStorage?: boolean | undefined;
}

export interface MemoirModuleScope {
  /** Whether other modules can inject what this one provides without importing it. @default true */
  readonly isGlobal?: boolean | undefined;
}

export interface MemoirModuleAsyncOptions extends MemoirModuleScope, Pick<ModuleMetadata, 'imports'> {
  readonly inject?: (InjectionToken | OptionalFactoryDependency)[] | undefined;
  readonly useFactory: (...injected: any[]) => Awaitable<MemoirModuleOptions>;
}
