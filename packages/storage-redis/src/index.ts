export type { NodeRedisClient } from './client/node-redis.js';
export { nodeRedis } from './client/node-redis.js';
export type { RedisCommands } from './client/redis-commands.js';
export type { FoundName } from './inspect/found-name.js';
export {
  type InspectedClient,
  type InspectedEntry,
  RedisInspector,
  type RedisInspectorOptions,
} from './inspect/redis-inspector.js';
export type { RedisStorageOptions } from './redis-storage.js';
export { RedisStorage } from './redis-storage.js';
