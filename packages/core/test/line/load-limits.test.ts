import { describe, expect, it } from '@jest/globals';
import {
  type CacheStorage,
  ConfigurationError,
  type LeasingKeyspace,
  LoadLimit,
  type Memoized,
} from '../../src/index.js';
import { ManualClock, settle } from '../../src/testing/manual-clock.js';
import { asynchronous } from '../support/asynchronous.js';
import { heldLoads } from '../support/held-loads.js';
import { RemoteStorage } from '../support/remote-storage.js';
import { setUp, watch } from '../support/set-up.js';
import { LeasingStorage } from '../testing/leasing-storage.js';

const SHORT = { updateAfter: '1s', expireAfter: '2s', keepStaleFor: '1h' } as const;

const codeOf = (error: { code?: string }) => error.code;
const ids = (loads: readonly { args: unknown[] }[]) => loads.map(({ args }) => args[0]);

/** Two functions that share a limit, and a clock. */
function sharing(limit: LoadLimit) {
  const clock = new ManualClock();
  const [first, second] = [heldLoads(), heldLoads()];
  const options = { loadLimit: limit, clock };
  return {
    users: watch(first.load, options, clock),
    teams: watch(second.load, options, clock),
    userLoads: first.loads,
    teamLoads: second.loads,
    clock,
  };
}

async function fill(cached: Memoized<any>, loads: { resolve(value: unknown): void }[], ...keys: string[]) {
  for (const key of keys) {
    const call = cached(key);
    await settle();
    loads.at(-1)!.resolve(`${key} at first`);
    await call;
  }
}

describe('a limit on the loads of one function', () => {
  it('lets so many run at a time, and the others in the order they came', async () => {
    const { cached, loads } = setUp({ maxConcurrentLoads: 2 });
    const calls = ['a', 'b', 'c', 'd'].map((id) => cached(id));
    expect(ids(loads)).toEqual(['a', 'b']);
    loads[1]!.resolve('B');
    await settle();
    expect(ids(loads)).toEqual(['a', 'b', 'c']);
    loads[0]!.reject(new Error('down'));
    await expect(calls[0]).rejects.toThrow('down');
    await settle();
    expect(ids(loads)).toEqual(['a', 'b', 'c', 'd']);
    loads[2]!.resolve('C');
    loads[3]!.resolve('D');

    expect(await Promise.all(calls.slice(1))).toEqual(['B', 'C', 'D']);
    expect(cached.statistics()).toMatchObject({ calls: 4, misses: 4, loads: 4, queuedLoads: 2, rejectedLoads: 0 });
  });

  it('keeps nobody from what is cached', async () => {
    const { cached, loads } = setUp({ maxConcurrentLoads: 1 });
    await fill(cached, loads, 'a');
    const busy = cached('b');
    const waiting = cached('c');

    expect(await cached('a')).toBe('a at first');
    for (const load of [1, 2]) {
      loads[load]!.resolve('late');
      await settle();
    }
    expect(await Promise.all([busy, waiting])).toEqual(['late', 'late']);
  });

  it('lets one load per key wait, whoever asks for it', async () => {
    const { cached, loads } = setUp({ maxConcurrentLoads: 1 });
    const busy = cached('a');
    const waiting = [cached('b'), cached('b'), cached('b')];
    loads[0]!.resolve('A');
    await settle();
    loads[1]!.resolve('B');

    expect(await Promise.all([busy, ...waiting])).toEqual(['A', 'B', 'B', 'B']);
    expect(cached.statistics()).toMatchObject({ loads: 2, misses: 2, joins: 2, queuedLoads: 1 });
  });

  it('holds for what runs on after its method timeout, too', async () => {
    const { cached, loads, clock } = setUp({ maxConcurrentLoads: 1, methodTimeout: '1s' });
    const slow = cached('a').catch(codeOf);
    await clock.advance('500ms');
    const waiting = cached('b');
    await clock.advance('500ms');
    expect(await slow).toBe('ERR_MEMOIR_LOAD_TIMEOUT');
    expect(ids(loads)).toEqual(['a']);
    loads[0]!.resolve('late');
    await settle();
    loads[1]!.resolve('B');

    expect(await waiting).toBe('B');
  });

  it('gives a load its whole method timeout from its own beginning', async () => {
    const { cached, loads, clock } = setUp({ maxConcurrentLoads: 1, methodTimeout: '1s' });
    const busy = cached('a');
    const waiting = cached('b');
    await clock.advance('900ms');
    loads[0]!.resolve('A');
    await clock.advance('900ms');
    loads[1]!.resolve('B');

    expect(await Promise.all([busy, waiting])).toEqual(['A', 'B']);
  });

  it('lets nobody wait longer than the method timeout', async () => {
    const { cached, loads, clock } = setUp({ maxConcurrentLoads: 1, methodTimeout: '1s' });
    const slow = cached('a').catch(codeOf);
    const waiting = cached('b').catch((error) => error);
    await clock.advance('1s');
    loads[0]!.resolve('late');
    await slow;

    expect(await waiting).toMatchObject({ code: 'ERR_MEMOIR_LOAD_QUEUE_TIMEOUT', key: 'b' });
    expect(cached.statistics()).toMatchObject({ loads: 1, loadFailures: 1, rejectedLoads: 1 });
  });

  it('can be raised, lowered and lifted while loads wait', async () => {
    const limit = new LoadLimit({ concurrent: 1 });
    const { cached, loads } = setUp({ loadLimit: limit });
    const calls = ['a', 'b', 'c'].map((id) => cached(id));
    limit.setConcurrent(2);
    await settle();
    expect(ids(loads)).toEqual(['a', 'b']);
    limit.setConcurrent(1);
    loads[0]!.resolve('A');
    await settle();
    expect(ids(loads)).toEqual(['a', 'b']);
    loads[1]!.resolve('B');
    await settle();
    loads[2]!.resolve('C');

    expect(await Promise.all(calls)).toEqual(['A', 'B', 'C']);
  });
});

describe('a limit that functions share', () => {
  it('counts the loads of all of them', async () => {
    const limit = new LoadLimit({ concurrent: 1 });
    const { users, teams, userLoads, teamLoads } = sharing(limit);
    const ada = users('ada');
    const red = teams('red');
    expect([limit.running, limit.waiting, teamLoads.length]).toEqual([1, 1, 0]);
    userLoads[0]!.resolve('Ada');
    await settle();
    teamLoads[0]!.resolve('Red');

    expect(await Promise.all([ada, red])).toEqual(['Ada', 'Red']);
    expect([limit.running, limit.waiting]).toEqual([0, 0]);
  });

  it('stands together with one of the function alone', async () => {
    const limit = new LoadLimit({ concurrent: 2 });
    const { cached, loads } = setUp({ maxConcurrentLoads: 1, loadLimit: limit });
    const calls = [cached('a'), cached('b')];
    expect([ids(loads), limit.running, limit.waiting]).toEqual([['a'], 1, 0]);
    loads[0]!.resolve('A');
    await settle();
    loads[1]!.resolve('B');

    expect(await Promise.all(calls)).toEqual(['A', 'B']);
    expect(limit.running).toBe(0);
  });

  it('turns away, with a clear error, what finds the queue full', async () => {
    const limit = new LoadLimit({ concurrent: 1, queue: 1, name: 'the payments API' });
    const { cached, loads } = setUp({ loadLimit: limit });
    const calls = [cached('a'), cached('b')];
    const refused = cached('c').catch((error) => error);
    loads[0]!.resolve('A');
    await settle();
    loads[1]!.resolve('B');
    await Promise.all(calls);

    expect(await refused).toMatchObject({
      name: 'LoadQueueFullError',
      code: 'ERR_MEMOIR_LOAD_QUEUE_FULL',
      key: 'c',
      message: expect.stringContaining('the payments API: 1 loads at a time, 1 waiting'),
    });
    expect(cached.statistics()).toMatchObject({ calls: 3, misses: 3, loads: 2, loadFailures: 0, rejectedLoads: 1 });
  });

  it('tells listeners of each load that it turns away, and the log once in a second', async () => {
    const heard: unknown[] = [];
    const lines: unknown[] = [];
    const { cached, loads, clock } = setUp({
      loadLimit: new LoadLimit({ concurrent: 1, queue: 0 }),
      listeners: [{ loadRejected: ({ key, background }) => heard.push([key, background]) }],
      logger: {
        debug() {},
        info() {},
        warn: (fields: any, message) => lines.push([fields.rejections, message]),
        error() {},
      },
    });
    const busy = cached('a');
    for (const id of ['b', 'c', 'd']) await cached(id).catch(codeOf);
    await clock.advance('1s');
    await cached('e').catch(codeOf);
    loads[0]!.resolve('A');
    await busy;

    expect(heard).toEqual(['b', 'c', 'd', 'e'].map((id) => [id, false]));
    expect(lines).toEqual([
      [1, 'a load was not begun'],
      [3, 'a load was not begun'],
    ]);
  });

  it('shows what waits among the loads in flight', async () => {
    const { cached, loads, clock } = setUp({ maxConcurrentLoads: 1, start: 1_000 });
    const busy = cached('a');
    await clock.advance('1s');
    const waiting = [cached('b'), cached('b')];
    expect(cached.inFlight()).toEqual([
      { key: 'a', since: 1_000, joined: 0, background: false, queued: false },
      { key: 'b', since: 2_000, joined: 1, background: false, queued: true },
    ]);
    loads[0]!.resolve('A');
    await settle();
    loads[1]!.resolve('B');
    await Promise.all([busy, ...waiting]);
  });

  it('answers with what is kept where the queue is full', async () => {
    const limit = new LoadLimit({ concurrent: 1, queue: 0 });
    const { cached, loads, clock } = setUp({ ...SHORT, loadLimit: limit });
    await fill(cached, loads, 'a');
    await clock.advance('2s');
    const busy = cached('b');

    expect(await cached('a')).toBe('a at first');
    expect(cached.statistics()).toMatchObject({ staleHits: 1, rejectedLoads: 1 });
    loads[1]!.resolve('B');
    await busy;
  });

  it('never answers with what is kept but was invalidated while its load waited', async () => {
    const limit = new LoadLimit({ concurrent: 1, queueTimeout: '1s' });
    const { cached, loads, clock } = setUp({ ...SHORT, loadLimit: limit });
    await fill(cached, loads, 'a');
    await clock.advance('2s');
    const busy = cached('b');
    const waiting = cached('a').catch(codeOf);
    await cached.invalidate('a');
    await clock.advance('1s');

    expect(await waiting).toBe('ERR_MEMOIR_LOAD_QUEUE_TIMEOUT');
    loads[1]!.resolve('B');
    await busy;
  });

  it('answers after the soft timeout with what is kept, also while the load waits', async () => {
    const limit = new LoadLimit({ concurrent: 1 });
    const { cached, loads, clock } = setUp({ ...SHORT, softTimeout: '100ms', loadLimit: limit });
    await fill(cached, loads, 'a');
    await clock.advance('2s');
    const busy = cached('b');
    const waiting = cached('a');
    await clock.advance('100ms');
    expect(await waiting).toBe('a at first');
    loads[1]!.resolve('B');
    await settle();
    loads[2]!.resolve('a again');
    await busy;
    await settle();

    expect(await cached('a')).toBe('a again');
  });

  it('lets callers go before refreshes that nobody waits for', async () => {
    const limit = new LoadLimit({ concurrent: 1 });
    const { cached, loads, clock } = setUp({ ...SHORT, loadLimit: limit });
    await fill(cached, loads, 'a', 'b');
    await clock.advance('1s');
    const busy = cached('x');
    await Promise.all([cached('a'), cached('b')]);
    const caller = cached('y');
    for (const at of [2, 3, 4, 5]) {
      loads[at]!.resolve('new');
      await settle();
    }
    await Promise.all([busy, caller]);

    expect(ids(loads)).toEqual(['a', 'b', 'x', 'y', 'a', 'b']);
  });

  it('lets a refresh go with the callers once one of them waits for it', async () => {
    const limit = new LoadLimit({ concurrent: 1 });
    const { cached, loads, clock } = setUp({ ...SHORT, loadLimit: limit });
    await fill(cached, loads, 'a', 'b');
    await clock.advance('1s');
    const busy = cached('x');
    await Promise.all([cached('a'), cached('b')]);
    await clock.advance('1s');
    const joining = cached('b');
    for (const at of [2, 3, 4]) {
      loads[at]!.resolve('new');
      await settle();
    }

    expect(await Promise.all([busy, joining])).toEqual(['new', 'new']);
    expect(ids(loads)).toEqual(['a', 'b', 'x', 'b', 'a']);
  });

  it('gives the room of a waiting refresh to a caller where the queue is full, and then begins no refreshes', async () => {
    const limit = new LoadLimit({ concurrent: 1, queue: 1 });
    const { cached, loads, clock } = setUp({ ...SHORT, loadLimit: limit });
    await fill(cached, loads, 'a', 'b');
    await clock.advance('1s');
    const busy = cached('x');
    await cached('a');
    const caller = cached('y');
    await settle();
    expect(cached.statistics()).toMatchObject({ backgroundRefreshes: 1, rejectedLoads: 1 });
    expect(await Promise.all([cached('a'), cached('b')])).toEqual(['a at first', 'b at first']);
    expect(cached.statistics()).toMatchObject({ backgroundRefreshes: 1, rejectedLoads: 1 });
    for (const at of [2, 3]) {
      loads[at]!.resolve('new');
      await settle();
    }

    expect(await Promise.all([busy, caller])).toEqual(['new', 'new']);
    expect(ids(loads)).toEqual(['a', 'b', 'x', 'y']);
    await cached('a'); // no pause: the source has not failed
    loads[4]!.resolve('a again');
    await settle();
  });
});

describe('a caller who waits for a turn', () => {
  it('frees its room by leaving, and its load never begins', async () => {
    const limit = new LoadLimit({ concurrent: 1, queue: 1 });
    const { cached, loads } = setUp({ loadLimit: limit });
    const busy = cached('a');
    const controller = new AbortController();
    const reason = new Error('the request was closed');
    const leaving = cached.with({ signal: controller.signal })('b');
    controller.abort(reason);
    await expect(leaving).rejects.toBe(reason);
    expect(limit.waiting).toBe(0);
    const next = cached('c');
    loads[0]!.resolve('A');
    await settle();
    loads[1]!.resolve('C');

    expect(await Promise.all([busy, next])).toEqual(['A', 'C']);
    expect(ids(loads)).toEqual(['a', 'c']);
    expect(cached.statistics()).toMatchObject({ calls: 3, misses: 3, loads: 2, loadFailures: 0, rejectedLoads: 0 });
  });

  it('leaves the load to the others who wait for it', async () => {
    const { cached, loads } = setUp({ maxConcurrentLoads: 1 });
    const busy = cached('a');
    const controller = new AbortController();
    const leaving = cached.with({ signal: controller.signal })('b').catch(codeOf);
    const staying = cached('b');
    controller.abort();
    await leaving;
    loads[0]!.resolve('A');
    await settle();
    loads[1]!.resolve('B');

    expect(await Promise.all([busy, staying])).toEqual(['A', 'B']);
  });

  it('frees the place that it was just given by leaving at that moment', async () => {
    const limit = new LoadLimit({ concurrent: 1 });
    const { cached, loads } = setUp({ loadLimit: limit });
    const busy = cached('a');
    const controller = new AbortController();
    const leaving = cached
      .with({ signal: controller.signal })('b')
      .catch(() => 'left');
    loads[0]!.resolve('A');
    while (limit.waiting > 0) await Promise.resolve();
    controller.abort();
    await settle();

    expect([await busy, await leaving, ids(loads), limit.running]).toEqual(['A', 'left', ['a'], 0]);
  });

  it('gets the error of a closed function when it is closed, and nothing is left behind', async () => {
    const limit = new LoadLimit({ concurrent: 1 });
    const { cached, loads, clock } = setUp({ loadLimit: limit });
    const busy = cached('a');
    const waiting = cached('b').catch(codeOf);
    await cached.close();
    expect(await waiting).toBe('ERR_MEMOIR_CLOSED');
    loads[0]!.resolve('A');
    await busy;
    await settle();

    expect([limit.running, limit.waiting, clock.pending, loads.length]).toEqual([0, 0, 0, 1]);
  });
});

describe('an invalidation while a load waits for its turn', () => {
  it('leaves it alone: what it will load is newer, and one load serves all', async () => {
    const { cached, loads } = setUp({ maxConcurrentLoads: 1 });
    const busy = cached('a');
    const before = cached('b');
    await cached.invalidate('b');
    const after = cached('b');
    loads[0]!.resolve('A');
    await settle();
    loads[1]!.resolve('B');

    expect(await Promise.all([busy, before, after])).toEqual(['A', 'B', 'B']);
    expect(ids(loads)).toEqual(['a', 'b']);
    expect((await cached.peek('b'))?.value).toBe('B');
  });

  it('keeps what was loaded before it from the storage, once the load has begun', async () => {
    const { cached, loads } = setUp({ maxConcurrentLoads: 1 });
    const busy = cached('a');
    const before = cached('b');
    loads[0]!.resolve('A');
    await busy;
    await settle();
    await cached.invalidate('b');
    const after = cached('b');
    loads[1]!.resolve('old');
    await settle();
    loads[2]!.resolve('new');

    expect(await Promise.all([before, after])).toEqual(['old', 'new']);
    expect((await cached.peek('b'))?.value).toBe('new');
  });

  it('makes void the lease that the load has already: it is not stored, and who comes later has a load of their own', async () => {
    const { cached, loads } = setUp({ maxConcurrentLoads: 1 }, asynchronous(new LeasingStorage()));
    const busy = cached('a');
    await settle();
    const before = cached('b');
    await settle();
    await cached.invalidate('b');
    const after = cached('b');
    for (const value of ['A', 'first', 'second']) {
      await settle();
      loads.at(-1)!.resolve(value);
    }

    expect(await Promise.all([busy, before, after])).toEqual(['A', 'first', 'second']);
    expect((await cached.peek('b'))?.value).toBe('second');
  });
});

describe('on an asynchronous storage, a place', () => {
  it('is free again while what was loaded is being stored', async () => {
    const storage = new RemoteStorage(false);
    storage.isHolding = false;
    const { cached, loads } = setUp({ maxConcurrentLoads: 1 }, storage);
    const first = cached('a');
    await settle();
    const second = cached('b');
    await settle();
    storage.isHolding = true;
    loads[0]!.resolve('A');
    await settle();
    expect(ids(loads)).toEqual(['a', 'b']);
    loads[1]!.resolve('B');
    await settle();
    storage.answer('offer');
    storage.answer('offer');

    expect(await Promise.all([first, second])).toEqual(['A', 'B']);
  });
});

describe('on a storage that leases, a load that waits for its turn', () => {
  it('has its whole method timeout, however long another process kept it waiting before', async () => {
    const inner = asynchronous(new LeasingStorage());
    let release = (): void => {};
    let isHeld = true;
    const storage: CacheStorage = {
      shared: false,
      keyspace(namespace, context) {
        const keyspace = inner.keyspace<any>(namespace, context) as LeasingKeyspace<any>;
        const held = new Promise<void>((resolve) => {
          release = resolve;
        });
        const acquire: typeof keyspace.acquire = async (key, request) =>
          key === 'b' && isHeld ? { kind: 'held', released: held } : await keyspace.acquire(key, request);
        return { ...keyspace, acquire } as LeasingKeyspace<any>;
      },
    };
    const { cached, loads, clock } = setUp({ maxConcurrentLoads: 1, methodTimeout: '1s' }, storage);
    const waiting = cached('b');
    await clock.advance('900ms');
    const busy = cached('a');
    await settle();
    isHeld = false;
    release();
    await clock.advance('500ms');
    loads[0]!.resolve('A');
    await clock.advance('500ms');
    loads[1]!.resolve('B');

    expect(await Promise.all([busy, waiting])).toEqual(['A', 'B']);
  });

  it('keeps its lease', async () => {
    const storage = asynchronous(new LeasingStorage());
    const { cached, loads, clock } = setUp({ maxConcurrentLoads: 1 }, storage);
    const busy = cached('a');
    await settle();
    const waiting = cached('b');
    await clock.advance('11s'); // a lease stands for 10 s
    expect(storage.commands.filter((command) => command === 'extend b')).toHaveLength(2);
    loads[0]!.resolve('A');
    await settle();
    loads[1]!.resolve('B');

    expect(await Promise.all([busy, waiting])).toEqual(['A', 'B']);
  });

  it('gives its lease back when it is turned away', async () => {
    const storage = asynchronous(new LeasingStorage());
    const { cached, loads } = setUp({ loadLimit: new LoadLimit({ concurrent: 1, queue: 0 }) }, storage);
    const busy = cached('a');
    await settle();
    expect(await cached('b').catch(codeOf)).toBe('ERR_MEMOIR_LOAD_QUEUE_FULL');
    await settle();
    expect(storage.commands).toContain('abandon b');
    loads[0]!.resolve('A');
    await busy;
  });
});

describe('on a storage that other processes share', () => {
  it('who comes while the load waits is answered by it', async () => {
    const storage = new RemoteStorage();
    storage.isHolding = false;
    const { cached, loads } = setUp({ maxConcurrentLoads: 1, namespace: 'n' }, storage);
    const busy = cached('a');
    await settle();
    const early = cached('b');
    await settle();
    const late = cached('b');
    await settle();
    loads[0]!.resolve('A');
    await settle();
    loads[1]!.resolve('B');

    expect(await Promise.all([busy, early, late])).toEqual(['A', 'B', 'B']);
    expect(ids(loads)).toEqual(['a', 'b']);
  });
});

describe('what is no limit', () => {
  it.each([{ concurrent: 0 }, { concurrent: 1.5 }, { concurrent: 1, queue: -1 }, { concurrent: 1, queueTimeout: 0 }])(
    'is refused: %p',
    (options) => {
      expect(() => new LoadLimit(options)).toThrow(ConfigurationError);
    },
  );

  it('is refused as a setting', () => {
    expect(() => setUp({ maxConcurrentLoads: 0 })).toThrow(ConfigurationError);
    expect(() => setUp({ loadLimit: { concurrent: 1 } as never })).toThrow(/such as new LoadLimit/);
    expect(() => new LoadLimit({ concurrent: 1, concurrrent: 2 } as never)).toThrow('concurrrent');
  });
});

it('a primed value waits for no turn, however many load', async () => {
  const { cached, loads } = setUp({ maxConcurrentLoads: 1 });
  const loading = cached('ada');
  await cached.prime(['bob'], 'Bob');

  expect(await cached('bob')).toBe('Bob');
  loads[0]!.resolve('Ada');
  await loading;
});
