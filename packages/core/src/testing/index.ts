export { ManualClock, settle } from './manual-clock.js';
export type { Runner } from './runner.js';
export { type SerdeConformanceOptions, serdeConformance } from './serde-conformance.js';
export { type StorageConformanceOptions, storageConformance } from './storage-conformance.js';
