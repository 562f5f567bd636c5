export * from '@memoir/core';
export * from '@memoir/storage-memory';
export { memoize, memoized, memoizeMany, memoizeWithContext, setBypassed } from './defaults.js';
