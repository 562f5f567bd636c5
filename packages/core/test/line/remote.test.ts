import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it } from '@jest/globals';
import { InvalidationUnconfirmedError, SerdeError } from '../../src/index.js';
import { ManualClock, settle } from '../../src/testing/manual-clock.js';
import { RemoteStorage } from '../support/remote-storage.js';
import { setUp, watch } from '../support/set-up.js';

const names = (storage: RemoteStorage) => storage.commands.map(({ name }) => name);

function entryOf(value: string, createdAt = 0) {
  return { value, createdAt, staleAt: 1e9, expiresAt: 2e9, keepUntil: 2e9, tags: [], version: undefined, loadedIn: 0 };
}

function setUpRemote(options: Parameters<typeof setUp>[0] = {}, shared = true) {
  const storage = new RemoteStorage(shared);
  return { ...setUp({ namespace: 'users', ...options }, storage), storage };
}

describe('a burst of calls on one key of an asynchronous storage', () => {
  it('is one read, one load and one write', async () => {
    const { cached, loads, storage } = setUpRemote();
    const calls = Array.from({ length: 1_000 }, () => cached('ada'));
    expect(names(storage)).toEqual(['get']);
    storage.answer('get');
    await settle();
    expect(loads).toHaveLength(1);
    loads[0]!.resolve('Ada');
    await settle();
    storage.answer('offer');

    expect(new Set(await Promise.all(calls))).toEqual(new Set(['Ada']));
    expect(cached.statistics()).toMatchObject({ calls: 1_000, misses: 1, joins: 999 });
  });

  it('is one read when the storage has it', async () => {
    const { cached, storage } = setUpRemote();
    storage.standing.set('ada', entryOf('Ada'));
    const calls = [cached('ada'), cached('ada')];
    storage.answer('get');

    expect(await Promise.all(calls)).toEqual(['Ada', 'Ada']);
    expect(cached.statistics()).toMatchObject({ calls: 2, hits: 2 });
  });
});

describe('on a storage that other processes share', () => {
  it('who comes while a read is out is not served what that read answers', async () => {
    const { cached, storage } = setUpRemote();
    storage.standing.set('ada', entryOf('old'));
    const early = cached('ada');
    await settle(); // the read is under way; an invalidation elsewhere may complete now
    const late = cached('ada');
    storage.answer('get');
    expect(await early).toBe('old');
    await settle();
    storage.standing.set('ada', entryOf('new'));
    expect(names(storage)).toEqual(['get']);
    storage.answer('get');

    expect(await late).toBe('new');
    expect(cached.statistics()).toMatchObject({ calls: 2, hits: 2 });
  });

  it('who comes while a read is out is served by the load when it misses', async () => {
    const { cached, loads, storage } = setUpRemote();
    const early = cached('ada');
    await settle();
    const late = cached('ada');
    storage.answer('get');
    await settle();
    loads[0]!.resolve('Ada');
    await settle();
    storage.voided.add('ada'); // even if the result is refused: the load began after both had called
    storage.answer('offer');

    expect(await Promise.all([early, late])).toEqual(['Ada', 'Ada']);
    expect(loads).toHaveLength(1);
  });

  it('who comes during the load is served if the offer is accepted', async () => {
    const { cached, loads, storage } = setUpRemote();
    const early = cached('ada');
    storage.answer('get');
    await settle();
    const late = cached('ada');
    loads[0]!.resolve('Ada');
    await settle();
    storage.answer('offer');

    expect(await Promise.all([early, late])).toEqual(['Ada', 'Ada']);
    expect(loads).toHaveLength(1);
  });

  it('who comes during the load loads again if the offer is refused', async () => {
    const { cached, loads, storage } = setUpRemote();
    const early = cached('ada');
    storage.answer('get');
    await settle();
    storage.voided.add('ada'); // invalidated elsewhere ...
    const late = [cached('ada'), cached('ada')]; // ... before these call
    loads[0]!.resolve('old');
    await settle();
    storage.answer('offer');
    expect(await early).toBe('old');
    await settle();
    storage.answer('get');
    await settle();
    expect(loads).toHaveLength(2);
    loads[1]!.resolve('new');
    await settle();
    storage.answer('offer');

    expect(await Promise.all(late)).toEqual(['new', 'new']);
    expect(cached.statistics()).toMatchObject({ calls: 3, misses: 2, joins: 1, refusedOffers: 1 });
  });

  it('who is left to load anew does so in the asynchronous context of its own call', async () => {
    const context = new AsyncLocalStorage<string>();
    const storage = new RemoteStorage();
    const load = async (_id: string) => context.getStore();
    const cached = watch(load, { namespace: 'users', storage }, new ManualClock());
    const early = context.run('early', () => cached('ada'));
    storage.answer('get');
    await settle();
    const late = context.run('late', () => cached('ada'));
    storage.answer('offer');
    storage.standing.clear(); // invalidated elsewhere
    await settle();
    storage.answer('get');
    await settle();
    storage.answer('offer');

    expect(await Promise.all([early, late])).toEqual(['early', 'late']);
  });

  it('who comes while the offer is out shares the one next flight', async () => {
    const { cached, loads, storage } = setUpRemote();
    const early = cached('ada');
    storage.answer('get');
    await settle();
    loads[0]!.resolve('Ada');
    await settle();
    const late = [cached('ada'), cached('ada'), cached('ada')];
    storage.answer('offer');
    expect(await early).toBe('Ada');
    await settle();
    expect(names(storage)).toEqual(['get']);
    storage.answer('get');

    expect(await Promise.all(late)).toEqual(['Ada', 'Ada', 'Ada']);
    expect(loads).toHaveLength(1);
  });

  it('a load that fails, fails for who came during it too', async () => {
    const { cached, loads, storage } = setUpRemote();
    const early = cached('ada');
    storage.answer('get');
    await settle();
    const late = cached('ada');
    const error = new Error('down');
    loads[0]!.reject(error);

    const results = await Promise.allSettled([early, late]);
    expect(results.map((result) => (result as PromiseRejectedResult).reason)).toEqual([error, error]);
  });

  it('a caller of the next flight that has its signal aborted leaves that one', async () => {
    const { cached, loads, storage } = setUpRemote();
    const controller = new AbortController();
    const early = cached('ada');
    storage.answer('get');
    await settle();
    storage.voided.add('ada');
    const leaving = cached.with({ signal: controller.signal })('ada');
    loads[0]!.resolve('old');
    await settle();
    storage.answer('offer');
    await early;
    await settle();
    controller.abort(new Error('gone'));
    await expect(leaving).rejects.toThrow('gone');
    storage.answer('get');
    await settle();
    loads[1]!.resolve('new');
    await settle();
    storage.answer('offer');
    await settle();
  });
});

describe('on an asynchronous storage of one process', () => {
  it('a flight can be joined until it settles', async () => {
    const { cached, loads, storage } = setUpRemote({}, false);
    const calls = [cached('ada')];
    await settle();
    calls.push(cached('ada'));
    storage.answer('get');
    await settle();
    calls.push(cached('ada'));
    loads[0]!.resolve('Ada');
    await settle();
    calls.push(cached('ada'));
    storage.answer('offer');

    expect(await Promise.all(calls)).toEqual(['Ada', 'Ada', 'Ada', 'Ada']);
  });

  it('an invalidation while the offer is out keeps later calls from joining, and follows it', async () => {
    const { cached, loads, storage } = setUpRemote({}, false);
    const early = cached('ada');
    storage.answer('get');
    await settle();
    loads[0]!.resolve('old');
    await settle();
    const invalidated = cached.invalidate('ada');
    storage.answer('offer');
    storage.answer('invalidate');
    await invalidated;
    expect(await early).toBe('old');
    const late = cached('ada');
    storage.answer('get');
    await settle();
    loads[1]!.resolve('new');
    await settle();
    storage.answer('offer');
    expect(await late).toBe('new');
  });

  it('a load that began while the invalidation was out is not stored', async () => {
    const { cached, loads, storage } = setUpRemote({}, false);
    const invalidated = cached.invalidate('ada');
    const between = cached('ada');
    storage.commands.splice(1, 1)[0]!.answer(); // its read misses
    await settle();
    storage.answer('invalidate');
    await invalidated;
    loads[0]!.resolve('perhaps old');

    expect(await between).toBe('perhaps old');
    expect(storage.commands).toEqual([]);
    expect(cached.statistics().fencedLoads).toBe(1);
  });
});

describe('a storage that does not answer', () => {
  it('is waited for once per call: a late read is a miss and nothing more is sent', async () => {
    const { cached, loads, storage, clock } = setUpRemote({ storageTimeout: '100ms' });
    const call = cached('ada');
    await clock.advance(99);
    expect(loads).toHaveLength(0);
    await clock.advance(1);
    expect(loads).toHaveLength(1);
    loads[0]!.resolve('Ada');

    expect(await call).toBe('Ada');
    expect(names(storage)).toEqual(['get']);
    expect(cached.statistics()).toMatchObject({ storageFailures: 1, misses: 1 });
  });

  it('has one budget for all commands of a call together', async () => {
    const { cached, loads, storage, clock } = setUpRemote({ storageTimeout: '100ms' });
    const call = cached('ada');
    await clock.advance(60);
    storage.answer('get');
    await settle();
    loads[0]!.resolve('Ada');
    await settle();
    let isAnswered = false;
    void call.then(() => {
      isAnswered = true;
    });
    await clock.advance(39);
    expect(isAnswered).toBe(false);
    await clock.advance(1);
    expect(await call).toBe('Ada');
  });

  it('is left alone after five late commands, and asked again by one call a second later', async () => {
    const { cached, loads, storage, clock } = setUpRemote({ storageTimeout: '100ms' });
    const calls = ['a', 'b', 'c', 'd', 'e'].map((id) => cached(id));
    await clock.advance(100);
    for (const load of loads) load.resolve('x');
    await Promise.all(calls);
    storage.commands.length = 0;

    const open = cached('f');
    await settle();
    expect(loads).toHaveLength(6); // without any time passing
    loads[5]!.resolve('x');
    await open;
    expect(storage.commands).toEqual([]);

    await clock.advance(1_000);
    const probe = cached('g');
    const other = cached('h');
    expect(names(storage)).toEqual(['get']);
    storage.isHolding = false;
    storage.answer('get');
    await settle();
    for (const load of loads) load.resolve('x');
    await Promise.all([probe, other]);
    expect(storage.standing.has('g')).toBe(true);
  });

  it('fails the call where that was asked for', async () => {
    const { cached, loads, clock } = setUpRemote({ storageTimeout: '100ms', storageFailurePolicy: 'fail-closed' });
    const call = cached('ada').catch((error: { code: string }) => error.code);
    await clock.advance(100);
    expect(await call).toBe('ERR_MEMOIR_STORAGE');
    expect(loads).toEqual([]);
  });

  it('that fails at once is a miss, and the result is offered nevertheless', async () => {
    const { cached, loads, storage } = setUpRemote();
    const call = cached('ada');
    storage.commands.shift()!.fail(new Error('refused'));
    await settle();
    loads[0]!.resolve('Ada');
    await settle();
    storage.answer('offer');
    expect(await call).toBe('Ada');
  });

  it('for a value that the serde cannot carry gives the caller the value, and reports where', async () => {
    const failures: unknown[] = [];
    const lines: object[] = [];
    const logger = { debug() {}, info() {}, warn: (fields: object) => void lines.push(fields), error() {} };
    const { cached, loads, storage } = setUpRemote({
      logger,
      listeners: [{ storageFailed: ({ error }) => failures.push((error.cause as SerdeError).path) }],
    });
    const call = cached('ada');
    storage.answer('get');
    await settle();
    loads[0]!.resolve('Ada');
    await settle();
    storage.commands.shift()!.fail(new SerdeError('$.orders[3]', 'a function'));

    expect(await call).toBe('Ada');
    expect(failures).toEqual(['$.orders[3]']);
    expect(lines).toMatchObject([{ path: '$.orders[3]' }]);
  });
});

describe('an invalidation that the storage does not confirm', () => {
  async function unconfirmed() {
    const all = setUpRemote({ storageTimeout: '100ms' });
    all.storage.standing.set('ada', entryOf('old'));
    const invalidated = all.cached.invalidate('ada').catch((error: unknown) => error);
    await all.clock.advance(400);
    all.storage.commands.length = 0;
    return { ...all, error: await invalidated };
  }

  it('rejects after its own budget', async () => {
    const { error, storage, cached } = await unconfirmed();
    expect(error).toBeInstanceOf(InvalidationUnconfirmedError);
    expect(error).toMatchObject({ code: 'ERR_MEMOIR_INVALIDATION_UNCONFIRMED', key: 'ada' });
    storage.isHolding = false;
    await cached.invalidate('ada');
  });

  it('makes the process distrust the key: it loads under single flight and writes nothing', async () => {
    const { cached, loads, storage } = await unconfirmed();
    const calls = [cached('ada'), cached('ada')];
    expect(loads).toHaveLength(1);
    expect(await cached.peek('ada')).toBeUndefined();
    loads[0]!.resolve('new');
    expect(await Promise.all(calls)).toEqual(['new', 'new']);
    expect(storage.commands).toEqual([]);
    storage.isHolding = false;
    await cached.invalidate('ada');
  });

  it('is tried again behind the scenes until it is confirmed, and then the key is trusted', async () => {
    const { cached, loads, storage, clock } = await unconfirmed();
    storage.isHolding = false;
    await clock.advance(100);
    expect(storage.standing.has('ada')).toBe(false);
    const call = cached('ada');
    await settle();
    loads[0]!.resolve('new');
    expect(await call).toBe('new');
    expect(storage.standing.get('ada')?.value).toBe('new');
  });

  it('is reported by close', async () => {
    const lines: object[] = [];
    const logger = { debug() {}, info() {}, warn() {}, error: (fields: object) => void lines.push(fields) };
    const { cached, clock } = setUpRemote({ storageTimeout: '100ms', logger });
    const invalidated = cached.invalidate('ada').catch(() => {});
    await clock.advance(400);
    await invalidated;
    await cached.close();
    expect(lines).toMatchObject([{ unconfirmed: 1 }]);
  });

  it('is not tried again after close, also if a try was under way', async () => {
    const { cached, storage, clock } = await unconfirmed();
    await clock.advance(100);
    const again = storage.commands.shift()!;
    await cached.close();
    again.fail(new Error('away'));
    await settle();

    expect(clock.pending).toBe(0);
  });

  it('of everything makes it distrust everything', async () => {
    const { cached, loads, storage, clock } = setUpRemote({ storageTimeout: '100ms' });
    const cleared = cached.invalidateAll().catch((error: { code: string }) => error.code);
    await clock.advance(400);
    expect(await cleared).toBe('ERR_MEMOIR_INVALIDATION_UNCONFIRMED');
    storage.commands.length = 0;
    const call = cached('anybody');
    loads[0]!.resolve('new');
    expect(await call).toBe('new');
    expect(storage.commands).toEqual([]);
    storage.isHolding = false;
    await clock.advance(100);
    const trusted = cached('anybody');
    await settle();
    loads[1]!.resolve('newer');
    await trusted;
    expect(storage.standing.has('anybody')).toBe(true);
  });
});
