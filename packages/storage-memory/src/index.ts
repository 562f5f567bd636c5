export type { MemoryKeyspace } from './memory-keyspace.js';
export type { MemoryStorageOptions } from './memory-storage.js';
export { MemoryStorage } from './memory-storage.js';
