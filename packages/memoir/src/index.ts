export * from '@memoir/core';
export * from '@memoir/storage-memory';
export { memoize, memoized, memoizeMany, memoizeWithContext } from './defaults.js';
