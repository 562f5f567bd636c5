import { describe, it } from '@jest/globals';
import { TieredStorage } from '../../src/index.js';
import { HeldStorage } from '../../src/testing/held-storage.js';
import { storageConformance } from '../../src/testing/storage-conformance.js';
import { MapStorage } from '../support/map-storage.js';
import { LeasingStorage } from '../testing/leasing-storage.js';
import { ReferenceStorage, slow } from '../testing/reference-storage.js';
import { FarServer } from './support/far-server.js';
import { FarStorage } from './support/far-storage.js';

function letThrough(shared: boolean): HeldStorage {
  const storage = new HeldStorage({ shared });
  storage.letThrough();
  return storage;
}

for (const shared of [false, true]) {
  const kind = shared ? 'that others share' : 'of this process';
  storageConformance({ describe, it }, `tiers over an asynchronous storage ${kind}`, () => {
    return new TieredStorage(new MapStorage(), letThrough(shared));
  });
  storageConformance({ describe, it }, `tiers over a slow storage ${kind}`, () => {
    return new TieredStorage(new MapStorage(), slow(new ReferenceStorage(shared)));
  });
}
storageConformance({ describe, it }, 'tiers over a storage that leases', () => {
  return new TieredStorage(new MapStorage(), new LeasingStorage());
});
storageConformance({ describe, it }, 'tiers over a storage with a log', () => {
  return new TieredStorage(new MapStorage(), new FarStorage(new FarServer()));
});
const one = new TieredStorage(new MapStorage(), letThrough(true));
storageConformance({ describe, it }, 'one tiered storage for all tests', () => one);
