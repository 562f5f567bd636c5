import { describe, expect, it } from '@jest/globals';
import {
  type CacheEntry,
  type CacheKey,
  type EvictionStrategy,
  type Keyspace,
  LeastRecentlyUpdatedEvictionStrategy,
  NoEvictionStrategy,
} from '../../src/index.js';
import { settle } from '../../src/testing/manual-clock.js';
import { MapStorage } from '../support/map-storage.js';
import { RemoteStorage } from '../support/remote-storage.js';
import { setUp } from '../support/set-up.js';

class MapStorageWhoseReleaseFails extends MapStorage {
  failures = 0;

  override keyspace<V>(namespace: string): Keyspace<V> {
    const keyspace = super.keyspace<V>(namespace);
    const { release } = keyspace;
    return Object.defineProperties(keyspace, {
      release: {
        value: (key: CacheKey) => {
          if (this.failures-- > 0) throw new Error('cannot release');
          return release(key);
        },
      },
    });
  }

  held(): CacheKey[] {
    return [...this.maps.values()].flatMap((map) => [...map.keys()]);
  }
}

class MapStorageThatSaysLess extends MapStorage {
  constructor(private readonly what: 'size' | 'tellsRemovals') {
    super();
  }

  override keyspace<V>(namespace: string): Keyspace<V> {
    return Object.defineProperty(super.keyspace<V>(namespace), this.what, { value: undefined });
  }
}

class StrategyThatRemembersWhatIsNew extends NoEvictionStrategy {
  readonly isNew: (boolean | undefined)[] = [];

  override markWritten(_key?: CacheKey, _entry?: CacheEntry<unknown>, isNew?: boolean): void {
    this.isNew.push(isNew);
  }
}

async function write(cached: { prime(args: [string], value: string): Promise<unknown> }, ...ids: string[]) {
  for (const id of ids) await cached.prime([id], id);
}

describe('eviction', () => {
  it('releases as many keys as are over the bound, not one per write', async () => {
    const { cached, storage } = setUp({
      evictionStrategy: new LeastRecentlyUpdatedEvictionStrategy({
        capacity: 10,
        weigh: (value: string) => value.length,
      }),
    });
    await write(cached, 'aa', 'bb', 'cc', 'dd');
    await cached.prime(['e'], 'eeeeeeee');

    expect([...(storage as MapStorage).maps.values()].flatMap((map) => [...map.keys()])).toEqual(['dd', 'e']);
    expect(cached.statistics().evictions).toBe(3);
  });

  it('tries again to release what the storage failed to', async () => {
    const storage = new MapStorageWhoseReleaseFails();
    const errors: object[] = [];
    const logger = { debug() {}, info() {}, warn() {}, error: (fields: object) => void errors.push(fields) };
    const { cached } = setUp({ capacity: 2, logger }, storage);
    storage.failures = 2;
    await write(cached, 'a', 'b', 'c');
    expect(storage.held()).toEqual(['a', 'b', 'c']);
    expect(errors).toHaveLength(2);
    await write(cached, 'b');

    expect(storage.held()).toEqual(['b', 'c']);
  });

  it('does not try again for a key that was written anew meanwhile', async () => {
    const storage = new MapStorageWhoseReleaseFails();
    const { cached } = setUp({ capacity: 2 }, storage);
    storage.failures = 2;
    await write(cached, 'a', 'b', 'c', 'a');

    expect(storage.held().sort()).toEqual(['a', 'c']);
    await write(cached, 'c');
    expect(storage.held().sort()).toEqual(['a', 'c']);
  });

  it('leaves to other processes what a shared storage keeps for them', async () => {
    const storage = new RemoteStorage();
    storage.isHolding = false;
    const { cached } = setUp({ capacity: 1, namespace: 'users' }, storage);
    await write(cached, 'a', 'b');
    await settle();

    expect([...storage.standing.keys()]).toEqual(['a', 'b']);
  });

  it('tells a strategy of one’s own what is read, written and released', async () => {
    const told: string[] = [];
    const strategy: EvictionStrategy = {
      markRead: (key: CacheKey, entry: CacheEntry<unknown>) => void told.push(`read ${key} ${entry.value}`),
      markWritten: (key: CacheKey, entry: CacheEntry<unknown>) => void told.push(`written ${key} ${entry.value}`),
      markReleased: (key: CacheKey) => void told.push(`released ${key}`),
      nextToRelease: () => undefined,
      tracked: () => [],
    };
    const { cached, loads } = setUp({ evictionStrategy: strategy });
    const first = cached('ada');
    loads[0]!.resolve('Ada');
    await first;
    await cached('ada');
    await cached.invalidate('ada');

    expect(told).toEqual(['written ada Ada', 'read ada Ada', 'released ada']);
  });

  it('tracks once what another function took out of the namespace that they share, and this one wrote again', async () => {
    const storage = new MapStorage();
    const evictionStrategy = new LeastRecentlyUpdatedEvictionStrategy({ capacity: 2 });
    const shared = { namespace: 'users', sharedNamespace: true };
    const { cached } = setUp({ ...shared, evictionStrategy }, storage);
    const { cached: other } = setUp({ ...shared, evictionStrategy: new NoEvictionStrategy() }, storage);
    await write(cached, 'a');
    for (let times = 0; times < 3; times++) {
      await other.invalidate('a');
      await write(cached, 'a');
    }
    await write(cached, 'b');

    expect([...evictionStrategy.tracked()]).toEqual(['a', 'b']);
    expect(cached.statistics()).toMatchObject({ entries: 2, evictions: 0 });
  });

  it('says that a key is new only where the storage tells of all that goes, and has become larger by it', async () => {
    const said = async (storage: MapStorage) => {
      const evictionStrategy = new StrategyThatRemembersWhatIsNew();
      await write(setUp({ evictionStrategy }, storage).cached, 'a', 'b', 'a');
      return evictionStrategy.isNew;
    };

    expect(await said(new MapStorage())).toEqual([true, true, false]);
    expect(await said(new MapStorageThatSaysLess('tellsRemovals'))).toEqual([false, false, false]);
    expect(await said(new MapStorageThatSaysLess('size'))).toEqual([false, false, false]);
  });
});
