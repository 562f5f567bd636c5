export type { MemoirCacheOptions } from './cache-on.js';
export { createCache } from './create-cache.js';
