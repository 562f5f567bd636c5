import { describe, it } from '@jest/globals';
import { AdaptiveEvictionStrategy } from '@memoir/core';
import { storageConformance } from '@memoir/core/testing';
import { BoundedMap } from '../src/bounded-map/bounded-map.js';
import { MemoryStorage } from '../src/memory-storage.js';

storageConformance({ describe, it }, 'MemoryStorage without a bound', () => new MemoryStorage());
storageConformance(
  { describe, it },
  'MemoryStorage bounded by entries',
  () => new MemoryStorage({ maxEntries: 100_000 }),
);
storageConformance({ describe, it }, 'MemoryStorage bounded by bytes', () => new MemoryStorage({ maxBytes: '1G' }));
storageConformance(
  { describe, it },
  'MemoryStorage bounded by an adaptive strategy',
  () => new MemoryStorage({ maxBytes: '1G', evictionStrategy: (bound) => new AdaptiveEvictionStrategy(bound) }),
);
storageConformance(
  { describe, it },
  'MemoryStorage on a BoundedMap per namespace',
  () => new MemoryStorage({ map: () => new BoundedMap({ maxBytes: '1G', maxEntries: 100_000 }) }),
);
