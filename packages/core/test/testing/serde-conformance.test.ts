import { afterEach, describe, expect, it } from '@jest/globals';
import { V8Serde } from '../../src/storage/v8-serde.js';
import { serdeConformance } from '../../src/testing/serde-conformance.js';
import { CollectedSuite } from './collected.js';
import { FaithfulSerde } from './faithful-serde.js';
import { SERDE_MUTANTS } from './serde-mutants.js';

serdeConformance({ describe, it }, 'V8Serde', () => new V8Serde());
serdeConformance({ describe, it }, 'a faithful serde', () => new FaithfulSerde(), { faithful: true });

describe('serdeConformance', () => {
  afterEach(() => {
    delete (Object.prototype as { polluted?: unknown }).polluted;
  });

  it.each(SERDE_MUTANTS)('finds a serde that $defect', async ({ create, test }) => {
    const suite = new CollectedSuite((runner) => serdeConformance(runner, 'mutant', create, { faithful: true }));

    expect((await suite.failures(test)).size).toBeGreaterThan(0);
  });

  it('has no test that no defect breaks', () => {
    const suite = new CollectedSuite((runner) =>
      serdeConformance(runner, 'any', () => new FaithfulSerde(), { faithful: true }),
    );

    expect(suite.names.filter((name) => !SERDE_MUTANTS.some(({ test }) => name.includes(test)))).toEqual([]);
  });

  it('lets a serde that is not faithful refuse a type, not change it', async () => {
    const failuresOf = async (create: () => V8Serde) =>
      new CollectedSuite((runner) => serdeConformance(runner, 'any', create)).failures();
    class Stringly extends V8Serde {
      override serialize(value: unknown): Uint8Array {
        return super.serialize((value as { home?: unknown })?.home ? { home: 'text' } : value);
      }
    }

    expect([...(await failuresOf(() => new V8Serde())).keys()]).toEqual([]);
    expect([...(await failuresOf(() => new Stringly())).keys()]).toEqual(['URL']);
  });
});
