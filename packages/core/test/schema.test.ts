import { describe, expect, it } from '@jest/globals';
import { type } from 'arktype';
import * as v from 'valibot';
import { z } from 'zod';
import {
  type CacheOptions,
  type CacheStorage,
  type MutableCacheConfiguration as Configuration,
  ConfigurationError,
  createMemoizer,
  type LeasingKeyspace,
  MemoirError,
  MutableCacheConfiguration,
  memoize,
  type StandardSchema,
  standardConfiguration,
  TieredStorage,
} from '../src/index.js';
import { ManualClock, settle } from '../src/testing/manual-clock.js';
import { asynchronous } from './support/asynchronous.js';
import { MapStorage } from './support/map-storage.js';
import { LeasingStorage } from './testing/leasing-storage.js';
import { ReferenceStorage } from './testing/reference-storage.js';

interface User {
  readonly name: string;
  readonly age: number;
}

const ADA: User = { name: 'Ada', age: 36 };
const zodUser = z.object({ name: z.string(), age: z.number() });

/** A schema by hand that counts how often it is asked. */
function counting(schema: StandardSchema<User> = zodUser): StandardSchema<User> & { asked: number } {
  const counted = {
    asked: 0,
    '~standard': {
      version: 1 as const,
      vendor: 'test',
      validate: (value: unknown) => {
        counted.asked++;
        return schema['~standard'].validate(value);
      },
    },
  };
  return counted;
}

/** One process on a storage that another one has written to. */
function setUp(
  options: CacheOptions<[id: string], User> = {},
  storage: CacheStorage = asynchronous(new ReferenceStorage()),
) {
  const clock = new ManualClock();
  const lines: { fields: any; message: string }[] = [];
  const logger = {
    debug() {},
    info() {},
    warn: (fields: object, message: string) => lines.push({ fields, message }),
    error() {},
  };
  const base = { ...standardConfiguration(storage), clock, logger, namespace: 'users', sharedNamespace: true };
  const { memoize: make } = createMemoizer(base);
  let loads = 0;
  const load = async (_id: string): Promise<User> => {
    loads++;
    return ADA;
  };
  const writer = make(async (_id: string): Promise<any> => undefined);
  return {
    getUser: make(load, options),
    write: (id: string, value: unknown) => writer.prime([id], value),
    storage,
    clock,
    lines,
    loads: () => loads,
  };
}

describe.each<[string, StandardSchema<User>]>([
  ['zod', zodUser],
  ['valibot', v.object({ name: v.string(), age: v.number() })],
  ['arktype', type({ name: 'string', age: 'number' })],
])('a schema of %s', (_library, schema) => {
  it('lets through what fits', async () => {
    const { getUser, write, loads } = setUp({ schema });
    await write('ada', { name: 'Ada of old', age: 35 });
    expect(await getUser('ada')).toEqual({ name: 'Ada of old', age: 35 });
    expect(loads()).toBe(0);
  });

  it('makes a miss of what does not, which is counted, logged, and replaced by the load', async () => {
    const { getUser, write, loads, lines } = setUp({ schema });
    await write('ada', { name: 'Ada' });
    expect(await getUser('ada')).toBe(ADA);
    expect(await getUser('ada')).toEqual(ADA);
    expect(loads()).toBe(1);
    expect(getUser.statistics()).toMatchObject({ misses: 1, hits: 1, schemaMisfits: 1, storageFailures: 0 });
    expect(lines).toEqual([
      {
        fields: { namespace: 'users', misfits: 1, issues: [expect.stringContaining('age')] },
        message: 'a stored value does not fit the schema and is a miss',
      },
    ]);
  });

  it('types the configuration', () => {
    const configuration: Configuration<any, User> = MutableCacheConfiguration.initializedWith<any, User>(
      standardConfiguration(new MapStorage()),
    ).setSchema(schema);
    expect(configuration.schema).toBe(schema);
  });
});

describe('a schema', () => {
  it('is not asked on a hit in memory', async () => {
    const schema = counting();
    const { getUser } = setUp({ schema }, new MapStorage());
    await getUser('ada');
    await getUser('ada');
    expect(schema.asked).toBe(0);
  });

  it('is asked about every entry that comes from outside, once', async () => {
    const schema = counting();
    const { getUser } = setUp({ schema });
    await getUser('ada');
    await getUser('ada');
    await getUser('ada');
    expect(schema.asked).toBe(2);
  });

  it('makes of the value what callers get', async () => {
    const trimmed = z.object({ name: z.string().trim(), age: z.number().default(0) });
    const { getUser, write } = setUp({ schema: trimmed });
    await write('ada', { name: ' Ada ' });
    expect(await getUser('ada')).toEqual({ name: 'Ada', age: 0 });
  });

  it('may be asynchronous, also on a storage that answers at once', async () => {
    const later = z.object({ name: z.string().refine(async (name) => name !== 'Eve'), age: z.number() });
    for (const storage of [asynchronous(new ReferenceStorage()), new ReferenceStorage()]) {
      const { getUser, write } = setUp({ schema: later }, storage);
      await write('bob', { name: 'Bob', age: 1 });
      await write('eve', { name: 'Eve', age: 2 });
      expect(await Promise.all([getUser('bob'), getUser('eve')])).toEqual([{ name: 'Bob', age: 1 }, ADA]);
      expect(getUser.statistics()).toMatchObject({ hits: 1, misses: 1, schemaMisfits: 1 });
    }
  });

  it('that throws or rejects says that the value does not fit', async () => {
    for (const validate of [
      () => {
        throw new Error('broken');
      },
      async () => {
        throw new Error('broken');
      },
    ]) {
      const schema: StandardSchema<User> = { '~standard': { version: 1, vendor: 'test', validate } };
      const { getUser, write, lines } = setUp({ schema });
      await write('ada', { name: 'old' });
      expect(await getUser('ada')).toBe(ADA);
      expect(lines[0]!.fields.issues).toEqual(['broken']);
    }
  });

  it('is asked by peek, and about many keys read by one command', async () => {
    const storage = asynchronous(new LeasingStorage());
    const { getUser, write, clock } = setUp({ schema: zodUser }, storage);
    await write('ada', { wrong: true });
    await write('bob', { name: 'Bob', age: 1 });
    expect(await getUser.peek('ada')).toBeUndefined();
    expect((await getUser.peek('bob'))?.value).toEqual({ name: 'Bob', age: 1 });

    const { memoizeMany } = createMemoizer({ ...standardConfiguration(storage), clock });
    const asked: string[] = [];
    const users = memoizeMany<string, User>(
      (keys) => {
        asked.push(...keys);
        return keys.map(() => ADA);
      },
      { namespace: 'users', sharedNamespace: true, schema: zodUser },
    );
    expect(await users.many(['ada', 'bob'])).toEqual([ADA, { name: 'Bob', age: 1 }]);
    expect(asked).toEqual(['ada']);
  });

  it('can be set and lifted while running', async () => {
    const storage = asynchronous(new ReferenceStorage());
    const { write } = setUp({}, storage);
    const configuration = MutableCacheConfiguration.initializedWith<any, any>({
      ...standardConfiguration(storage),
      clock: new ManualClock(),
      namespace: 'users',
      sharedNamespace: true,
    });
    const getUser = memoize(async (_id: string) => ADA as unknown, configuration);
    await write('ada', 'a text');
    expect(await getUser('ada')).toBe('a text');
    configuration.setSchema(zodUser);
    expect(await getUser('ada')).toBe(ADA);
    await write('ada', 'a text');
    configuration.setSchema(undefined);
    expect(await getUser('ada')).toBe('a text');
  });

  it.each<[string, object]>([
    ['a function', { schema: () => true }],
    ['version 2', { schema: { '~standard': { version: 2, validate: () => ({ value: 1 }) } } }],
    ['a migration that is none', { schema: zodUser, migrate: 'no' }],
    ['a migration without a schema', { migrate: () => ADA }],
  ])('is refused as %s', (_what, options) => {
    expect(() => setUp(options)).toThrow(ConfigurationError);
  });
});

describe('a migration', () => {
  const migrate = (stored: unknown): User => {
    const { fullName } = stored as { fullName?: string };
    if (fullName === undefined) throw new MemoirError('not of version 1');
    return { name: fullName.split(' ')[0]!, age: 0 };
  };

  it('makes a hit of what does not fit', async () => {
    const { getUser, write, loads, lines } = setUp({ schema: zodUser, migrate });
    await write('bob', { fullName: 'Bob Smith' });
    expect(await getUser('bob')).toEqual({ name: 'Bob', age: 0 });
    expect([loads(), lines]).toEqual([0, []]);
    expect(getUser.statistics()).toMatchObject({ hits: 1, migratedValues: 1, schemaMisfits: 0 });
  });

  it('may be asynchronous', async () => {
    const { getUser, write } = setUp({ schema: zodUser, migrate: async (stored) => migrate(stored) });
    await write('bob', { fullName: 'Bob Smith' });
    expect(await getUser('bob')).toEqual({ name: 'Bob', age: 0 });
  });

  it('that throws, or makes what does not fit either, leaves a miss', async () => {
    const { getUser, write } = setUp({ schema: zodUser, migrate });
    await write('ada', { name: 'Ada' });
    expect(await getUser('ada')).toBe(ADA);
    const wrong = setUp({ schema: zodUser, migrate: () => ({ name: 1 }) as never });
    await wrong.write('ada', {});
    expect(await wrong.getUser('ada')).toBe(ADA);
    expect(wrong.getUser.statistics()).toMatchObject({ migratedValues: 0, schemaMisfits: 1 });
  });

  it('is not asked about what fits', async () => {
    const { getUser, write } = setUp({
      schema: zodUser,
      migrate: () => {
        throw new Error('asked');
      },
    });
    await write('bob', { name: 'Bob', age: 1 });
    expect(await getUser('bob')).toEqual({ name: 'Bob', age: 1 });
  });

  it('is replaced in the storage by the next refresh, under its lease', async () => {
    const storage = asynchronous(new LeasingStorage());
    const { getUser, write, clock, loads } = setUp({ schema: zodUser, migrate, updateAfter: '1s' }, storage);
    await write('ada', { fullName: 'Ada Lovelace' });
    await clock.advance('11m');
    await getUser('ada');
    await settle();
    expect(loads()).toBe(1);
    expect(await getUser('ada')).toEqual(ADA);
    expect(getUser.statistics().migratedValues).toBeLessThanOrEqual(2);
  });
});

describe('a schema on a storage that leases', () => {
  it('takes over what does not fit, also where the lease finds it', async () => {
    const storage = asynchronous(new LeasingStorage());
    const leasing: CacheStorage = {
      shared: true,
      keyspace(namespace, context) {
        const keyspace = storage.keyspace<any>(namespace, context) as any;
        let asked = 0;
        return {
          ...keyspace,
          async acquire(key: string, request: { standing?: unknown } = {}) {
            asked++;
            const entry = await keyspace.get(key);
            if (entry !== undefined && request.standing === undefined) return { kind: 'found', entry };
            if (request.standing !== undefined) expect(entry.value).toEqual((request.standing as any).value);
            expect(asked).toBeLessThan(4);
            return await keyspace.acquire(key, request);
          },
        };
      },
    };
    const { getUser, loads } = setUp({ schema: zodUser }, leasing);
    const other = createMemoizer({ ...standardConfiguration(storage), clock: new ManualClock() }).memoize(
      async (_id: string): Promise<any> => undefined,
      { namespace: 'users' },
    );
    await other.prime(['ada'], { wrong: true });
    expect(await getUser('ada')).toBe(ADA);
    expect(await getUser('ada')).toEqual(ADA);
    expect(loads()).toBe(1);
  });

  it('asks for a lease over what stands, and not over what the schema made of it', async () => {
    const inner = asynchronous(new LeasingStorage());
    const answered: unknown[] = [];
    const standing: unknown[] = [];
    const storage: CacheStorage = {
      shared: false,
      keyspace(namespace, context) {
        const keyspace = inner.keyspace<any>(namespace, context) as LeasingKeyspace<any>;
        const get: typeof keyspace.get = async (key) => {
          const entry = await keyspace.get(key);
          if (entry) answered.push(entry);
          return entry;
        };
        const acquire: typeof keyspace.acquire = (key, request) => {
          if (request?.standing) standing.push(request.standing);
          return keyspace.acquire(key, request);
        };
        return { ...keyspace, get, acquire } as LeasingKeyspace<any>;
      },
    };
    const trimmed = z.object({ name: z.string().trim(), age: z.number() });
    const { getUser, write, clock } = setUp({ schema: trimmed, updateAfter: '1s' }, storage);
    await write('ada', { name: ' Ada ', age: 1 });
    await clock.advance('11m');
    expect((await getUser('ada')).name).toBe('Ada');
    await settle();

    expect(standing).toHaveLength(1);
    expect(answered).toContain(standing[0]);
  });
});

describe('a schema in front of tiers', () => {
  it('is asked about what comes from the far tier, and never about what the near one has', async () => {
    const schema = counting();
    const far = asynchronous(new ReferenceStorage());
    const writing = setUp({}, far);
    const storage = new TieredStorage(new MapStorage(), far);
    const { getUser, loads } = setUp({ schema }, storage);
    await writing.write('ada', { wrong: true });
    await writing.write('bob', { name: 'Bob', age: 1 });
    expect(await getUser('bob')).toEqual({ name: 'Bob', age: 1 });
    expect(await getUser('bob')).toEqual({ name: 'Bob', age: 1 });
    expect(schema.asked).toBe(1);
    expect(await getUser('ada')).toEqual(ADA);
    expect(await getUser('ada')).toEqual(ADA);
    expect(schema.asked).toBe(2);
    expect(loads()).toBe(1);
    await getUser.close();
    await storage.close();
  });
});
