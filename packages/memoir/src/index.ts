export * from '@memoir/core';
