export { hasDockerEngine } from './docker-engine.js';
export { provideRedis } from './provide-redis.js';
export type { RedisSource, Say } from './redis-source.js';
