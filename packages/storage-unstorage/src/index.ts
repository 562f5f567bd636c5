export type { UnstorageClient } from './unstorage-client.js';
export { UnstorageStorage } from './unstorage-storage.js';
