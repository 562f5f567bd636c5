export { BoundedMap } from './bounded-map/bounded-map.js';
export type { BoundedMapOptions } from './bounded-map/bounded-map-options.js';
export { ValueTooLargeError } from './bounded-map/value-too-large-error.js';
export { DefaultInMemoryCacheConfiguration } from './default-in-memory-cache-configuration.js';
export type { MemoryKeyspace } from './memory-keyspace.js';
export type { MemoryStorageOptions } from './memory-storage.js';
export { MemoryStorage } from './memory-storage.js';
