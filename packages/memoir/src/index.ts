export * from '@memoir/core';
export * from '@memoir/storage-memory';
export { memoize, memoized, memoizeWithContext } from './defaults.js';
