import { type CacheStorage, createMemoizer, type Keyspace, standardConfiguration } from '@memoir/core';
import type { RedisInspector } from '@memoir/storage-redis';
import { type Output, printable } from './output.js';
import type { Settings } from './settings.js';

/** Says of each key what a call in a process that has just started would do. */
export async function explainKeys(inspector: RedisInspector, settings: Settings, output: Output): Promise<number> {
  const namespace = settings.namespace!;
  const { memoize } = createMemoizer(standardConfiguration(inspectedStorage(inspector)));
  const neverCalled = async (_key: string) => undefined;
  const keyExtractor = { extract: ([key]: readonly unknown[]) => key as string };
  const cached = memoize(neverCalled, { namespace, keyExtractor, storageTimeout: '10s' });
  for (const key of settings.keys) {
    const explained = await cached.explain(key);
    if (explained.verdict === 'refused') throw explained.error;
    output.tell(
      explained,
      () => `${printable(key)}: ${explained.verdict}\n${explained.reasons.map((each) => `  ${each}`).join('\n')}`,
    );
  }
  await cached.close();
  return 0;
}

/** A storage that can be looked at and not used. */
function inspectedStorage(inspector: RedisInspector): CacheStorage {
  const unused = () => {
    throw new Error('this storage is only looked at');
  };
  const keyspace = <V>(namespace: string): Keyspace<V> => {
    const look: Keyspace<V> = {
      describe: async (key) => {
        const { payload: _, ...tier } = await inspector.entry(namespace, key);
        return [tier];
      },
      get: unused,
      offer: unused,
      release: unused,
      invalidate: unused,
      expire: unused,
      clear: unused,
    };
    // With leases, as RedisStorage has them: another process's load is waited for.
    return Object.assign(look, { leaseFor: 0, acquire: unused, extend: unused, abandon: unused });
  };
  return { shared: true, keyspace };
}
