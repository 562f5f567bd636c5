import { createMemoizer, type Memoizer, standardConfiguration } from '../../src/index.js';
import { MapStorage } from './map-storage.js';

/** A memoizer on a storage of this process, for tests that need no clock. */
export function memoizerInMemory(): Memoizer {
  return createMemoizer(standardConfiguration(new MapStorage()));
}
