import { describe, expect, it } from '@jest/globals';
import type { Keyspace, KeyspaceContext } from '../../src/storage/keyspace.js';
import { SerializedStorage } from '../../src/storage/serialized-storage.js';
import { V8Serde } from '../../src/storage/v8-serde.js';
import { storageConformance } from '../../src/testing/storage-conformance.js';
import { HeldBytes, MapBytes } from '../storage/byte-maps.js';
import { CollectedSuite } from './collected.js';
import { LeasingStorage } from './leasing-storage.js';
import { ReferenceStorage, slow } from './reference-storage.js';
import { STORAGE_MUTANTS } from './storage-mutants.js';

/** Says that it keeps what it is offered and how much that is, both truly. */
class KeepingStorage extends ReferenceStorage {
  override keyspace<V>(namespace: string, context: KeyspaceContext): Keyspace<V> {
    const entries = this.entriesOf(namespace);
    return {
      ...super.keyspace<V>(namespace, context),
      keepsOfferedEntry: true,
      get size() {
        return entries.size;
      },
    };
  }

  override copyOf<V>(entry: V): V {
    return entry;
  }
}

storageConformance({ describe, it }, 'a storage that answers at once', () => new ReferenceStorage());
storageConformance({ describe, it }, 'a storage that answers later', async () => slow(new ReferenceStorage()));
storageConformance({ describe, it }, 'a storage that others share', () => new ReferenceStorage(true));
storageConformance({ describe, it }, 'a storage that keeps what it is offered', () => new KeepingStorage());
storageConformance({ describe, it }, 'a storage that leases', () => new LeasingStorage());
const one = new ReferenceStorage();
storageConformance({ describe, it }, 'one storage for all tests', () => one);

for (const shared of [false, true]) {
  const options = { serde: new V8Serde(), shared };
  storageConformance(
    { describe, it },
    `SerializedStorage with shared: ${shared} over a Map`,
    () => new SerializedStorage(new MapBytes(), options),
  );
  storageConformance(
    { describe, it },
    `SerializedStorage with shared: ${shared} over slow bytes, answered in any order`,
    () => new SerializedStorage(shuffled(), options),
  );
}

describe('storageConformance', () => {
  it.each(STORAGE_MUTANTS)('finds a storage that $defect', async ({ create, rule }) => {
    const suite = new CollectedSuite((runner) => storageConformance(runner, 'mutant', create));

    expect((await suite.failures(rule)).size).toBeGreaterThan(0);
  });

  it('has no rule that no defect breaks', () => {
    const suite = new CollectedSuite((runner) => storageConformance(runner, 'any', () => new ReferenceStorage()));
    const unbroken = suite.names.filter(
      (name) => !STORAGE_MUTANTS.some(({ rule }) => (typeof rule === 'string' ? name.includes(rule) : rule.test(name))),
    );

    expect(unbroken).toEqual([]);
  });

  it('takes instants that are off by as much as is said', async () => {
    class Inexact extends ReferenceStorage {
      override copyOf<V extends { createdAt: number }>(entry: V): V {
        return { ...entry, createdAt: entry.createdAt + 2 };
      }
    }
    const failuresWithin = async (instantsWithin: number) =>
      new CollectedSuite((runner) =>
        storageConformance(runner, 'inexact', () => new Inexact(), { instantsWithin }),
      ).failures();

    expect((await failuresWithin(2)).size).toBe(0);
    expect((await failuresWithin(1)).size).toBeGreaterThan(0);
  });

  it('closes every storage it was given', async () => {
    const created: ReferenceStorage[] = [];
    const create = () => {
      created.push(new ReferenceStorage());
      return created.at(-1)!;
    };

    await new CollectedSuite((runner) => storageConformance(runner, 'any', create)).failures();

    expect(created.every(({ closed }) => closed === 2)).toBe(true);
  });
});

/** Bytes that answer one command per turn of the event loop, each time another of those that wait. */
function shuffled(): HeldBytes {
  const store = new HeldBytes();
  store.holdsEpochs = true;
  let turn = 0;
  const answerOne = () => {
    const { held } = store;
    held.splice((turn++ * 7) % Math.max(1, held.length), 1)[0]?.release();
    if (held.length > 0) setImmediate(answerOne);
  };
  const push = store.held.push.bind(store.held);
  store.held.push = (...commands) => {
    if (store.held.length === 0) setImmediate(answerOne);
    return push(...commands);
  };
  return store;
}
