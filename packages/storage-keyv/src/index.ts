export type { KeyvClient } from './keyv-client.js';
export { KeyvStorage } from './keyv-storage.js';
