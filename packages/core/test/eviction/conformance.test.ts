import { describe, it } from '@jest/globals';
import { evictionConformance } from '../../src/testing/eviction-conformance.js';
import { boundedStrategies } from './strategies.js';

for (const [name, Strategy] of boundedStrategies) {
  evictionConformance({ describe, it }, name, (bound) => new Strategy(bound));
}
