export type { HttpCacheOptions } from './http/http-cache-options.js';
export { type MemoirFastifyOptions, memoirFastify } from './memoir-fastify.js';
export type { RequestScope } from './request-scope.js';
