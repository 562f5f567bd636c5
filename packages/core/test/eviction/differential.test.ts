import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FifoEvictionStrategy } from '../../src/eviction/fifo-eviction-strategy.js';
import { LeastFrequentlyUsedEvictionStrategy } from '../../src/eviction/least-frequently-used-eviction-strategy.js';
import { LeastRecentlyUpdatedEvictionStrategy } from '../../src/eviction/least-recently-updated-eviction-strategy.js';
import { LeastRecentlyUsedEvictionStrategy } from '../../src/eviction/least-recently-used-eviction-strategy.js';
import { S3FifoEvictionStrategy } from '../../src/eviction/s3-fifo-eviction-strategy.js';
import { SieveEvictionStrategy } from '../../src/eviction/sieve-eviction-strategy.js';
import { BoundedModel } from './cache-model.js';
import { SlowFifo, SlowLeastRecentlyUpdated, SlowLfu, SlowLru, SlowS3Fifo, SlowSieve } from './slow-models.js';

const pairs = [
  [LeastRecentlyUpdatedEvictionStrategy, SlowLeastRecentlyUpdated],
  [LeastRecentlyUsedEvictionStrategy, SlowLru],
  [LeastFrequentlyUsedEvictionStrategy, SlowLfu],
  [FifoEvictionStrategy, SlowFifo],
  [SieveEvictionStrategy, SlowSieve],
  [S3FifoEvictionStrategy, SlowS3Fifo],
] as const;

const operation = fc.record({
  kind: fc.constantFrom(...Array(12).fill('request'), 'write', 'delete'),
  key: fc.oneof(fc.nat(8), fc.nat(60)).map(String),
});

describe.each(pairs.map(([Strategy, Model]) => [Strategy.name, Strategy, Model] as const))(
  '%s',
  (_name, Strategy, Model) => {
    it('gives up the keys that a slow model of it does, in the same order', () => {
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 30 }),
          fc.array(operation, { maxLength: 400, size: 'max' }),
          (capacity, operations) => {
            const fast = new BoundedModel(new Strategy({ capacity }));
            const slow = new BoundedModel(new Model(capacity));
            for (const { kind, key } of operations) {
              for (const model of [fast, slow]) {
                if (kind === 'request') model.request(key);
                else if (kind === 'delete') model.delete(key);
                else if (model.entries.has(key)) model.write(key);
              }
            }
            expect(fast.released).toEqual(slow.released);
            expect(fast.keys.sort()).toEqual(slow.keys.sort());
          },
        ),
        { numRuns: 300 },
      );
    });
  },
);
