import { channel } from 'node:diagnostics_channel';
import {
  type CacheEntry,
  type CacheOptions,
  type CacheStorage,
  createMemoizer,
  InProcessLog,
  type Keyspace,
  LeastRecentlyUsedEvictionStrategy,
  LoadLimit,
  type Memoized,
  resetAll,
  standardConfiguration,
  TieredStorage,
} from '@memoir/core';
import { type HeldLoads, heldLoads, ManualClock, settle } from '@memoir/core/testing';
import { MemoryStorage } from '@memoir/storage-memory';

/** A storage elsewhere that does what a test wants of it. */
export class ScriptedStorage implements CacheStorage {
  readonly shared = true;
  readonly log = new InProcessLog();
  readonly standing = new Map<string, CacheEntry<any>>();
  refuses = false;
  isDown = false;

  facts() {
    return { name: 'ScriptedStorage', backend: 'redis' };
  }

  keyspace<V>(): Keyspace<V> {
    const whenUp = async <T>(answer: () => T): Promise<T> => {
      if (this.isDown) throw Object.assign(new Error('down'), { code: 'ECONNREFUSED' });
      return answer();
    };
    return {
      get: (key) => whenUp(() => this.standing.get(key)),
      offer: (key, entry) =>
        whenUp(() => {
          if (!this.refuses) this.standing.set(key, entry);
          return this.refuses ? 'refused' : 'stored';
        }),
      release: () => whenUp(() => 'kept'),
      invalidate: (key) => whenUp(() => void this.standing.delete(key)),
      expire: () => whenUp(() => undefined),
      clear: () => whenUp(() => this.standing.clear()),
    };
  }
}

/** Something of everything that is measured, at known times. `end` settles what it left under way. */
export async function work(): Promise<{ end(): Promise<void> }> {
  await resetAll();
  const clock = new ManualClock();
  const functions: Memoized<any>[] = [];
  const make = (options: CacheOptions, storage: CacheStorage) => {
    const { memoize } = createMemoizer({ ...standardConfiguration(storage), clock });
    const { load, calls: loads } = heldLoads<[id: unknown], any>();
    const cached = memoize(load, options as CacheOptions<any, any>);
    functions.push(cached);
    return { cached, loads };
  };
  await callUsers(make({ namespace: 'users', capacity: 1, updateAfter: '1s', expireAfter: '1h' }, memory()), clock);
  const limited = make({ namespace: 'limited', loadLimit: new LoadLimit({ concurrent: 1, queue: 1 }) }, memory());
  const running = [limited.cached('runs'), limited.cached('waits')];
  await limited.cached('is turned away').catch(() => undefined);
  const weigh = (text: string) => text.length;
  const weighed = make(
    { namespace: 'weighed', evictionStrategy: () => new LeastRecentlyUsedEvictionStrategy({ capacity: 100, weigh }) },
    memory(),
  );
  await answered(weighed.cached('ada'), weighed, 'seven..');
  const bounded = make(
    { namespace: 'bounded' },
    new MemoryStorage({ maxEntries: 100, maxBytes: '1M', sweepEvery: 'never' }),
  );
  await answered(bounded.cached('ada'), bounded, 'Ada');
  await callRemote((options, storage) => make(options, storage));
  const tiered = make({ namespace: 'tiered' }, new TieredStorage(memory(), new ScriptedStorage()));
  await answered(tiered.cached('ada'), tiered, 'Ada');
  channel('memoir:log-proven').publish({ storage: 'ScriptedStorage', lag: 700 });
  return {
    async end() {
      limited.loads[0]!.resolve('late');
      await settle();
      limited.loads[1]!.resolve('late');
      await Promise.all(running);
      await Promise.all(functions.map((each) => each.close()));
    },
  };
}

const memory = () => new MemoryStorage({ sweepEvery: 'never' });

interface Made {
  readonly cached: Memoized<(id: unknown) => Promise<any>>;
  readonly loads: HeldLoads<[id: unknown], any>['calls'];
}

async function answered(call: Promise<unknown>, { loads }: Pick<Made, 'loads'>, value: unknown) {
  await settle();
  loads.at(-1)!.resolve(value);
  await call;
}

/** Two of each of the answers that come at once; loads of a quarter of a second and of none. */
async function callUsers({ cached, loads }: Made, clock: ManualClock) {
  const first = Promise.all([cached('ada'), cached('ada')]);
  await clock.advance(250);
  await answered(first, { loads }, 'Ada');
  await clock.advance(500);
  await cached('ada');
  await clock.advance(500);
  await cached('ada');
  loads[1]!.resolve('newer');
  await settle();
  await cached(Symbol('no key')).catch(() => undefined);
  const failing = cached('bob').catch(() => undefined);
  loads[2]!.reject(new Error('down'));
  await failing;
  const fenced = cached('eve');
  await cached.invalidate('eve');
  await answered(fenced, { loads }, 'Eve');
  await answered(cached('ann'), { loads }, 'Ann');
}

async function callRemote(make: (options: CacheOptions, storage: CacheStorage) => Made) {
  const refusing = Object.assign(new ScriptedStorage(), { refuses: true });
  const refused = make({ namespace: 'refused' }, refusing);
  await answered(refused.cached('ada'), refused, 'Ada');
  const failing = new ScriptedStorage();
  const down = make({ namespace: 'down' }, failing);
  failing.isDown = true;
  for (const id of ['ada', 'bob', 'eve']) await answered(down.cached(id), down, 'value');
  await down.cached.invalidate('ada').catch(() => undefined);
  const schema = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value: unknown) => (typeof value === 'string' ? { value } : { issues: [{ message: 'is no text' }] }),
    },
  };
  const old = new ScriptedStorage();
  const before = make({ namespace: 'checked', sharedNamespace: true }, old);
  await answered(before.cached('ada'), before, 7);
  await answered(before.cached('bob'), before, 8);
  const checks = { namespace: 'checked', sharedNamespace: true, schema: schema as never };
  const checked = make(checks, old);
  await answered(checked.cached('ada'), checked, 'Ada');
  const migrating = make({ ...checks, migrate: (stored: unknown) => String(stored) as never }, old);
  await migrating.cached('bob');
}
