import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService } from '@nestjs/core';
import { MEMOIR_MEMOIZER, MEMOIR_OPTIONS, MEMOIR_STORAGE } from './inject.js';
import { MemoirHealthIndicator } from './memoir-health-indicator.js';
import { MemoirHost } from './memoir-host.js';
import type { MemoirModuleAsyncOptions, MemoirModuleOptions, MemoirModuleScope } from './memoir-module-options.js';

/**
 * Brings memoir into an application: makes `@Memoized` work in all its providers and controllers, provides the storage,
 * a memoizer and a health indicator, and ends all of it when the application shuts down.
 */
// biome-ignore lint/complexity/noStaticOnlyClass: Nest knows a module by its class
export class MemoirModule {
  static {
    Module({})(MemoirModule);
  }

  static forRoot({ isGlobal, ...options }: MemoirModuleOptions & MemoirModuleScope): DynamicModule {
    return moduleWith({ provide: MEMOIR_OPTIONS, useValue: options }, [], isGlobal);
  }

  /** With what other modules provide, such as the address of a Redis. */
  static forRootAsync({ imports = [], inject = [], useFactory, isGlobal }: MemoirModuleAsyncOptions): DynamicModule {
    return moduleWith({ provide: MEMOIR_OPTIONS, useFactory, inject }, imports, isGlobal);
  }
}

function moduleWith(
  options: Provider,
  imports: NonNullable<DynamicModule['imports']>,
  isGlobal: boolean | undefined,
): DynamicModule {
  return {
    module: MemoirModule,
    global: isGlobal ?? true,
    imports: [...imports, DiscoveryModule],
    providers: [
      options,
      {
        provide: MemoirHost,
        useFactory: (given: MemoirModuleOptions, discovery: DiscoveryService) => new MemoirHost(given, discovery),
        inject: [MEMOIR_OPTIONS, DiscoveryService],
      },
      { provide: MEMOIR_STORAGE, useFactory: ({ storage }: MemoirHost) => storage, inject: [MemoirHost] },
      { provide: MEMOIR_MEMOIZER, useFactory: ({ memoizer }: MemoirHost) => memoizer, inject: [MemoirHost] },
      {
        provide: MemoirHealthIndicator,
        useFactory: ({ memoizer }: MemoirHost) => new MemoirHealthIndicator(memoizer),
        inject: [MemoirHost],
      },
    ],
    exports: [MEMOIR_STORAGE, MEMOIR_MEMOIZER, MemoirHealthIndicator],
  };
}
