export { DefaultInMemoryCacheConfiguration } from './default-in-memory-cache-configuration.js';
export type { MemoryKeyspace } from './memory-keyspace.js';
export type { MemoryStorageOptions } from './memory-storage.js';
export { MemoryStorage } from './memory-storage.js';
