import { availableParallelism } from 'node:os';

/** One run for the whole workspace; tests import the sources, the package checks import what is packed. */
export default {
  testEnvironment: '<rootDir>/test/environment.mjs',
  waitForUnhandledRejections: true,
  // Ends only what hangs: no test waits for time to pass, and machines may be slow.
  testTimeout: 30_000,
  // Two even where there are two cores: the long tests wait for servers most of the time.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  setupFilesAfterEnv: ['<rootDir>/test/after-each-test.ts'],
  roots: ['<rootDir>/packages', '<rootDir>/examples', '<rootDir>/benchmarks', '<rootDir>/docs', '<rootDir>/test'],
  testMatch: ['**/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^@memoir/telemetry/prometheus$': '<rootDir>/packages/telemetry/src/prometheus.ts',
    '^@memoir/core/testing$': '<rootDir>/packages/core/src/testing/index.ts',
    '^memoir/redis$': '<rootDir>/packages/memoir/src/redis.ts',
    '^memoir$': '<rootDir>/packages/memoir/src/index.ts',
    '^@memoir/([a-z-]+)$': '<rootDir>/packages/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: {
    '/legacy-decorators/.+\\.ts$': '<rootDir>/test/legacy-decorators-transformer.mjs',
    '^.+\\.ts$': ['ts-jest', { useESM: true, tsconfig: '<rootDir>/tsconfig.jest.json' }],
  },
};
