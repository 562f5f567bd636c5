export * from '@memoir/core';
export * from '@memoir/storage-memory';
export { memoize, memoizeWithContext } from './defaults.js';
