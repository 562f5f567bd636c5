import 'reflect-metadata';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type CacheStorage, ConfigurationError, type Memoizer, type MutableCacheConfiguration } from '@memoir/core';
import { HeldStorage, heldLoads, ManualClock } from '@memoir/core/testing';
import { MemoryStorage } from '@memoir/storage-memory';
import {
  Controller,
  type DynamicModule,
  Get,
  Inject,
  Injectable,
  Module,
  Param,
  type Provider,
  Scope,
  SetMetadata,
  type Type,
} from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  handleOf,
  InjectMemoizer,
  InjectStorage,
  MEMOIR_STORAGE,
  MemoirHealthIndicator,
  MemoirModule,
  type MemoirModuleOptions,
  Memoized,
} from '../../src/index.js';

@Injectable()
class Source {
  readonly loads: string[] = [];
  load(what: string): string {
    this.loads.push(what);
    return `${what} ${this.loads.length}`;
  }
}

@Injectable()
class Users {
  constructor(@Inject(Source) readonly source: Source) {}

  @Memoized({ updateAfter: '1s', expireAfter: '3s' })
  async find(id: string): Promise<string> {
    return this.source.load(id);
  }

  @Memoized({ per: 'instance' })
  async own(id: string): Promise<string> {
    return this.source.load(id);
  }

  @Memoized({ namespace: 'users by mail' })
  async named(mail: string): Promise<string> {
    return this.source.load(mail);
  }
}

@Controller('users')
class UsersController {
  constructor(@Inject(Users) readonly users: Users) {}

  @Get(':id')
  async find(@Param('id') id: string): Promise<string> {
    return await this.users.find(id);
  }

  @Memoized()
  @SetMetadata('role', 'reader')
  @Get(':id/report')
  async report(@Param('id') id: string): Promise<string> {
    return this.users.source.load(`report of ${id}`);
  }
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function started(
  {
    providers = [Users],
    controllers = [],
    imports = [],
  }: {
    providers?: Provider[];
    controllers?: Type[];
    imports?: (DynamicModule | Type)[];
  } = {},
  options: Partial<MemoirModuleOptions> = {},
): Promise<TestingModule> {
  const memoir = MemoirModule.forRoot({ storage: new MemoryStorage(), ...options });
  const built = await Test.createTestingModule({
    imports: [memoir, ...imports],
    providers: [Source, ...providers],
    controllers,
  }).compile();
  closing.push(() => built.close());
  return await built.init();
}

describe('a memoized method of a provider', () => {
  it('loads once for all callers, through what was injected into its object', async () => {
    const users = (await started()).get(Users);
    expect(await Promise.all([users.find('ada'), users.find('ada'), users.find('bob')])).toEqual([
      'ada 1',
      'ada 1',
      'bob 2',
    ]);
    expect(await users.find('ada')).toBe('ada 1');
  });

  it('has a handle, and a namespace that says whose it is', async () => {
    const users = (await started()).get(Users);
    await users.find('ada');
    await handleOf(users, 'find').invalidate('ada');
    expect(await users.find('ada')).toBe('ada 2');
    expect(handleOf(users, 'find').statistics()).toMatchObject({ calls: 2, misses: 2, invalidations: 1 });
  });

  it('lives by its own options, and by those of the module', async () => {
    const clock = new ManualClock();
    const configure = (configuration: MutableCacheConfiguration): void => {
      configuration.setClock(clock).setLifeSpan({ expireAfter: '10s' });
    };
    const users = (await started({}, { configure })).get(Users);
    await Promise.all([users.find('ada'), users.named('ada@x')]);
    await clock.advance('3s');
    expect([await users.find('ada'), await users.named('ada@x')]).toEqual(['ada 3', 'ada@x 2']);
    await clock.advance('7s');
    expect(await users.named('ada@x')).toBe('ada@x 4');
  });

  it('shares its results among the objects of a class, unless each has its own', async () => {
    const Other = Symbol('another Users');
    const other: Provider = { provide: Other, useFactory: (source: Source) => new Users(source), inject: [Source] };
    const app = await started({ providers: [Users, other] });
    const [one, two] = [app.get(Users), app.get<Users>(Other)];
    expect([await one.find('ada'), await two.find('ada')]).toEqual(['ada 1', 'ada 1']);
    expect([await one.own('bob'), await two.own('bob')]).toEqual(['bob 2', 'bob 3']);
  });

  it('shares them among the objects that each request gets', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class PerRequest extends Users {}
    Inject(Source)(PerRequest, undefined, 0);
    const app = await started({ providers: [PerRequest] });
    const [one, two] = [await app.resolve(PerRequest), await app.resolve(PerRequest)];
    expect(one).not.toBe(two);
    expect([await one.find('ada'), await two.find('ada')]).toEqual(['ada 1', 'ada 1']);
  });

  it('keeps the results of a class and of one that inherits from it apart, and leaves alone what overrides it', async () => {
    @Injectable()
    class Staff extends Users {
      override async own(id: string): Promise<string> {
        return this.source.load(`staff ${id}`);
      }
      @Memoized({ namespace: 'staff by mail' })
      override async named(mail: string): Promise<string> {
        return this.source.load(`staff ${mail}`);
      }
    }
    Inject(Source)(Staff, undefined, 0);
    const app = await started({ providers: [Users, Staff] });
    const [users, staff] = [app.get(Users), app.get(Staff)];
    expect([await users.find('ada'), await staff.find('ada')]).toEqual(['ada 1', 'ada 2']);
    expect([await staff.own('a'), await staff.own('a')]).toEqual(['staff a 3', 'staff a 4']);
    expect(() => handleOf(staff, 'own')).toThrow(ConfigurationError);
  });

  it('does not share a namespace that was given with a class that inherits it', async () => {
    @Injectable()
    class Staff extends Users {}
    Inject(Source)(Staff, undefined, 0);
    await expect(started({ providers: [Users, Staff] })).rejects.toThrow('users by mail');
  });

  it('belongs to its own application where there are several', async () => {
    const [one, two] = [(await started()).get(Users), (await started()).get(Users)];
    expect([await one.find('ada'), await two.find('ada')]).toEqual(['ada 1', 'ada 1']);
    await handleOf(one, 'find').invalidateAll();
    expect([await one.find('ada'), await two.find('ada')]).toEqual(['ada 2', 'ada 1']);
  });

  it('is as it was written where there is no application', async () => {
    const users = new Users(new Source());
    expect([await users.find('ada'), await users.find('ada')]).toEqual(['ada 1', 'ada 2']);
    expect([users.find.name, users.find.length]).toEqual(['find', 1]);
    expect(() => handleOf(users, 'find')).toThrow(ConfigurationError);
  });

  it('cannot be anything but a method', () => {
    const decorate = Memoized() as unknown as (target: object, key: string, descriptor?: PropertyDescriptor) => void;
    expect(() => decorate(Users.prototype, 'name', undefined)).toThrow(ConfigurationError);
    expect(() => decorate(Users.prototype, 'name', { get: () => 1 })).toThrow(ConfigurationError);
  });
});

describe('on a storage that other processes share', () => {
  class Sessions {
    constructor(readonly id: string) {}
    @Memoized({ per: 'instance', instanceKey: ({ id }: Sessions) => id })
    async load(): Promise<string> {
      return this.id;
    }
  }

  it('tells objects apart by their key', async () => {
    const storage = new HeldStorage({ shared: true });
    storage.letThrough();
    const make = (id: string): Provider => ({ provide: id, useValue: new Sessions(id) });
    const app = await started({ providers: ['one', 'two'].map(make) }, { storage });
    const answers = ['one', 'two', 'one'].map((id) => app.get<Sessions>(id).load());
    expect(await Promise.all(answers)).toEqual(['one', 'two', 'one']);
  });

  it('an application does not start whose objects cannot be told apart', async () => {
    await expect(started({}, { storage: new HeldStorage({ shared: true }) })).rejects.toThrow(ConfigurationError);
  });
});

describe('an application', () => {
  it('answers requests through memoized methods, also of its controllers, and keeps what Nest knows of them', async () => {
    const built = await started({ controllers: [UsersController] });
    const app = built.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
    closing.unshift(() => app.close());
    await app.listen(0, '127.0.0.1');
    const get = async (path: string) => await (await fetch(`${await app.getUrl()}/users/${path}`)).text();
    expect([await get('ada'), await get('ada')]).toEqual(['ada 1', 'ada 1']);
    expect([await get('ada/report'), await get('ada/report')]).toEqual(['report of ada 2', 'report of ada 2']);
    expect(Reflect.getMetadata('role', UsersController.prototype.report)).toBe('reader');
  });

  it('injects the storage and a memoizer of it', async () => {
    @Injectable()
    class Reports {
      readonly load: (id: string) => Promise<string>;
      constructor(
        @InjectMemoizer() memoizer: Memoizer,
        @InjectStorage() readonly storage: CacheStorage,
        @Inject(Source) source: Source,
      ) {
        this.load = memoizer.memoize(async (id: string) => source.load(id), { namespace: 'reports' });
      }
    }
    const storage = new MemoryStorage();
    const reports = (await started({ providers: [Reports] }, { storage })).get(Reports);
    expect([await reports.load('a'), await reports.load('a'), reports.storage]).toEqual(['a 1', 'a 1', storage]);
  });

  it('is configured by what other modules provide', async () => {
    const storage = new MemoryStorage();
    @Module({ providers: [{ provide: 'where', useValue: storage }], exports: ['where'] })
    class Settings {}
    const memoir = MemoirModule.forRootAsync({
      imports: [Settings],
      inject: ['where'],
      useFactory: async (where: CacheStorage) => ({ storage: where }),
    });
    const app = await Test.createTestingModule({ imports: [memoir], providers: [Source, Users] }).compile();
    closing.push(() => app.close());
    await app.init();
    expect(app.get(MEMOIR_STORAGE)).toBe(storage);
    const users = app.get(Users);
    expect([await users.find('ada'), await users.find('ada')]).toEqual(['ada 1', 'ada 1']);
  });

  it('ends what it owns: loads are fenced, calls refused, and the storage closed unless it is kept', async () => {
    const closed: string[] = [];
    const storageNamed = (name: string) =>
      Object.assign(new MemoryStorage(), { close: async () => void closed.push(name) });
    const app = await started({}, { storage: storageNamed('one') });
    await started({}, { storage: storageNamed('two'), closeStorage: false });
    const users = app.get(Users);
    const find = handleOf(users, 'find');
    await users.find('ada');
    for (const close of closing.splice(0)) await close();
    expect(closed).toEqual(['one']);
    await expect(find.peek('ada')).rejects.toMatchObject({ code: 'ERR_MEMOIR_CLOSED' });
    expect(await users.find('ada')).toBe('ada 2'); // straight through: nothing caches any more
  });
});

describe('the health of an application', () => {
  const withHealth = async (storage: CacheStorage) => {
    const app = await started({ imports: [TerminusModule.forRoot({ logger: false })] }, { storage });
    return { memoir: app.get(MemoirHealthIndicator), terminus: await app.resolve(HealthCheckService) };
  };

  it('is that of its storage', async () => {
    const { memoir, terminus } = await withHealth(new MemoryStorage());
    expect(await memoir.isHealthy()).toEqual({ memoir: { status: 'up' } });
    expect(await terminus.check([() => memoir.isHealthy('cache')])).toMatchObject({
      status: 'ok',
      info: { cache: { status: 'up' } },
    });
  });

  it('says what is wrong with it, and how bad that is', async () => {
    const storage = new HeldStorage();
    const { memoir, terminus } = await withHealth(storage);
    const fail = async () => (await storage.next('get')).fail(new Error('connection refused'));
    const failure = { message: expect.stringContaining('storage'), code: 'ERR_MEMOIR_STORAGE' };

    const down = expect(terminus.check([() => memoir.isHealthy('cache')])).rejects.toMatchObject({
      response: { status: 'error', error: { cache: { status: 'down', ...failure } } },
    });
    await fail();
    await down;
    const degraded = memoir.isHealthy('cache', 'degraded');
    await fail();
    expect(await degraded).toEqual({ cache: { status: 'degraded', ...failure } });
  });

  it('does not wait for a storage that hangs', async () => {
    const clock = new ManualClock();
    const storage = new HeldStorage();
    const app = await started({}, { storage, configure: (configuration) => void configuration.setClock(clock) });
    const health = app.get(MemoirHealthIndicator).isHealthy();
    const command = await storage.next('get');
    await clock.advance('250ms');
    expect(await health).toMatchObject({ memoir: { status: 'down' } });
    command.release();
  });
});

describe('many callers of one method', () => {
  it('are one load, in whatever provider they are', async () => {
    const held = heldLoads<[id: string], string>();
    class Slow {
      @Memoized()
      async load(id: string): Promise<string> {
        return await held.load(id);
      }
    }
    const app = await started({ providers: [Slow] });
    const calls = Array.from({ length: 100 }, () => app.get(Slow).load('ada'));
    (await held.next()).resolve('Ada');
    expect(new Set(await Promise.all(calls))).toEqual(new Set(['Ada']));
    expect(held.calls).toHaveLength(1);
  });
});
