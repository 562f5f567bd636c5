export { evictionConformance } from './eviction-conformance.js';
export type { HeldCommand, HeldCommandName } from './held-command.js';
export { type HeldLoad, type HeldLoads, heldLoads } from './held-loads.js';
export { HeldLog, type HeldLogLine } from './held-log.js';
export { HeldStorage, type HeldStorageOptions } from './held-storage.js';
export { ManualClock, settle } from './manual-clock.js';
export type { Runner } from './runner.js';
export { type SerdeConformanceOptions, serdeConformance } from './serde-conformance.js';
export { type StorageConformanceOptions, storageConformance } from './storage-conformance.js';
