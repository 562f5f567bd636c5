export { handleOf } from './handle-of.js';
export { InjectMemoizer, InjectStorage, MEMOIR_MEMOIZER, MEMOIR_STORAGE } from './inject.js';
export { type HealthResult, type HealthStatus, MemoirHealthIndicator } from './memoir-health-indicator.js';
export { MemoirModule } from './memoir-module.js';
export type { MemoirModuleAsyncOptions, MemoirModuleOptions, MemoirModuleScope } from './memoir-module-options.js';
export { Memoized, type MemoizedOptions } from './memoized.js';
