import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it } from '@jest/globals';
import {
  ConfigurationError,
  cachedVariable,
  NO_VALUE_STORED,
  namedVariables,
  slotPerObject,
  type VariableSlot,
} from '../../src/index.js';
import { ManualClock, settle } from '../../src/testing/manual-clock.js';
import { heldLoads } from '../support/held-loads.js';

function setUp(options: Parameters<typeof cachedVariable<string, string>>[1] = {}) {
  const clock = new ManualClock();
  const { load, loads } = heldLoads<[]>();
  return { variable: cachedVariable<string, string>(load, { clock, ...options }), loads, clock };
}

async function loaded(options: Parameters<typeof setUp>[0] = {}) {
  const all = setUp(options);
  const first = all.variable.get();
  await settle();
  all.loads[0]!.resolve('old');
  await first;
  return all;
}

describe('a cached variable', () => {
  it('loads when it is first read, and concurrent first reads share the load', async () => {
    const { variable, loads } = setUp();
    expect(variable.peek()).toBe(NO_VALUE_STORED);
    const reads = [variable.get(), variable.get()];
    await settle();
    expect(loads).toHaveLength(1);
    loads[0]!.resolve('keys');
    expect(await Promise.all(reads)).toEqual(['keys', 'keys']);
    expect([await variable.get(), variable.peek()]).toEqual(['keys', 'keys']);
  });

  it.each([undefined, null, 0, '', false])('holds %p like any value', async (value) => {
    let loads = 0;
    const variable = cachedVariable(() => {
      loads++;
      return value;
    });
    expect([await variable.get(), await variable.get(), variable.peek(), loads]).toEqual([value, value, value, 1]);
  });

  it('fails all readers of a failed load with its error, and loads again', async () => {
    const { variable, loads } = setUp();
    const reads = Promise.allSettled([variable.get(), variable.get()]);
    await settle();
    const error = new Error('down');
    loads[0]!.reject(error);
    expect((await reads).map((read) => (read as PromiseRejectedResult).reason)).toEqual([error, error]);
    const again = variable.get();
    await settle();
    loads[1]!.resolve('keys');
    expect(await again).toBe('keys');
  });

  it('transforms every answer and stores none of that; what the transformation throws leaves the value', async () => {
    let accesses = 0;
    const variable = cachedVariable(() => 'keys', {
      onEachAccess: (value) => {
        if (++accesses === 2) throw new Error('no such key');
        return value.length;
      },
    });
    expect(await variable.get()).toBe(4);
    await expect(variable.get()).rejects.toThrow('no such key');
    expect([variable.peek(), await variable.get()]).toEqual(['keys', 4]);
  });

  it.each([
    ['invalidated', (variable: { invalidate(): void }) => variable.invalidate(), NO_VALUE_STORED],
    ['set', (variable: { set(value: string): void }) => variable.set('set'), 'set'],
  ] as const)('is not overwritten by a load that began before it was %s', async (_name, change, stored) => {
    const { variable, loads } = setUp();
    const early = variable.get();
    await settle();
    change(variable);
    loads[0]!.resolve('old');
    expect(await early).toBe('old');
    expect(variable.peek()).toBe(stored);
  });

  it('is served while stale, and not once it has expired', async () => {
    const { variable, loads, clock } = await loaded({ updateAfter: '1s', expireAfter: '3s' });
    await clock.advance('1s');
    expect(await variable.get()).toBe('old');
    await settle();
    loads[1]!.reject(new Error('down'));
    await settle();
    await clock.advance('2s');
    expect(variable.peek()).toBe(NO_VALUE_STORED);
    const late = variable.get();
    await settle();
    loads[2]!.resolve('new');
    expect(await late).toBe('new');
  });

  it('is what a failing load falls back to while it is kept', async () => {
    const { variable, loads, clock } = await loaded({ updateAfter: '1s', expireAfter: '1s', keepStaleFor: '1h' });
    await clock.advance('2s');
    const read = variable.get();
    await settle();
    loads[1]!.reject(new Error('down'));
    expect(await read).toBe('old');
  });
});

describe('a forced reload', () => {
  it('loads again, whatever is stored, and supersedes a load that began before', async () => {
    const { variable, loads } = setUp();
    const early = variable.get();
    await settle();
    const refreshed = variable.refresh();
    await settle();
    loads[1]!.resolve('new');
    expect(await refreshed).toBe('new');
    loads[0]!.resolve('old');
    expect([await early, variable.peek()]).toEqual(['old', 'new']);
  });

  it('happens at most once per minimum interval: a flood is one load', async () => {
    const { variable, loads, clock } = await loaded({ minimumReloadInterval: '30s' });
    expect(await Promise.all(Array.from({ length: 1_000 }, () => variable.refresh()))).toEqual(
      Array(1_000).fill('old'),
    );
    await clock.advance('30s');
    const flood = Array.from({ length: 1_000 }, () => variable.refresh());
    await settle();
    expect(loads).toHaveLength(2);
    loads[1]!.resolve('new');
    expect(new Set(await Promise.all(flood))).toEqual(new Set(['new']));
  });
});

describe('a flood of forced reloads while nothing is stored', () => {
  it('is one load as well', async () => {
    const { variable, loads } = setUp({ minimumReloadInterval: '30s' });
    const flood = Array.from({ length: 1_000 }, () => variable.refresh());
    await settle();
    expect(loads).toHaveLength(1);
    loads[0]!.resolve('keys');
    expect(new Set(await Promise.all(flood))).toEqual(new Set(['keys']));
  });
});

describe('a slot', () => {
  it('per request keeps the requests apart, also while both load', async () => {
    const requests = new AsyncLocalStorage<{ name: string; user?: string }>();
    const user = cachedVariable(async () => `user of ${requests.getStore()!.name}`, {
      slot: {
        read: () => requests.getStore()!.user ?? NO_VALUE_STORED,
        write: (value) => {
          if (value === NO_VALUE_STORED) delete requests.getStore()!.user;
          else requests.getStore()!.user = value;
        },
      },
    });
    const read = (name: string) =>
      requests.run({ name }, async () => [await user.get(), await user.get(), user.peek()]);
    expect(await Promise.all([read('a'), read('b')])).toEqual([Array(3).fill('user of a'), Array(3).fill('user of b')]);
  });

  it('decides how long it holds: lifetimes beside it are refused', () => {
    const slot: VariableSlot<number> = { read: () => NO_VALUE_STORED, write: () => {} };
    expect(() => cachedVariable(() => 1, { slot, expireAfter: '1s' })).toThrow(ConfigurationError);
    expect(() => cachedVariable(() => 1, { expireafter: '1s' } as never)).toThrow(ConfigurationError);
    expect(() => cachedVariable('no' as never)).toThrow(ConfigurationError);
  });
});

describe('a slot per object', () => {
  function perRequest() {
    const held = heldLoads<[]>();
    const at = { request: undefined as object | undefined };
    return { ...held, at, user: cachedVariable<string>(held.load, { slot: slotPerObject(() => at.request) }) };
  }

  it('shares a load among concurrent first reads for one object, and for no other', async () => {
    const { at, user, loads } = perRequest();
    at.request = { name: 'a' };
    const ofOne = [user.get(), user.get()];
    at.request = { name: 'b' };
    const ofOther = user.get();
    await settle();
    expect(loads).toHaveLength(2);
    loads[0]!.resolve('ada');
    loads[1]!.resolve('bob');
    expect([await Promise.all(ofOne), await ofOther]).toEqual([['ada', 'ada'], 'bob']);
  });

  it('keeps the value for the object whose load it was, whichever is of the moment when it comes', async () => {
    const { at, user, loads } = perRequest();
    const first = { name: 'a' };
    const second = { name: 'b' };
    at.request = first;
    const early = user.get();
    await settle();
    at.request = second;
    loads[0]!.resolve('ada');
    await early;
    expect(user.peek()).toBe(NO_VALUE_STORED);
    at.request = first;
    expect(user.peek()).toBe('ada');
  });

  it('fences, when it is invalidated, the load of that object alone', async () => {
    const { at, user, loads } = perRequest();
    const first = { name: 'a' };
    const second = { name: 'b' };
    at.request = first;
    const early = user.get();
    at.request = second;
    const other = user.get();
    await settle();
    user.invalidate();
    loads[0]!.resolve('ada');
    loads[1]!.resolve('bob');
    expect([await early, await other, user.peek()]).toEqual(['ada', 'bob', NO_VALUE_STORED]);
    at.request = first;
    expect(user.peek()).toBe('ada');
  });

  it('keeps nothing where there is no object', async () => {
    const { user, loads } = perRequest();
    const reads = [user.get(), user.get()];
    await settle();
    for (const load of loads) load.resolve('nobody');
    expect([await Promise.all(reads), loads.length, user.peek()]).toEqual([['nobody', 'nobody'], 2, NO_VALUE_STORED]);
  });
});

describe('a named variable', () => {
  it('is the same for the same name and loader, and an error for another loader', async () => {
    const loader = () => 'eu';
    const region = namedVariables.define('region', loader);
    expect(namedVariables.define('region', loader)).toBe(region);
    expect(() => namedVariables.define('region', () => 'us')).toThrow(ConfigurationError);
    expect(await region.get()).toBe('eu');
    namedVariables.invalidateAll();
    expect(region.peek()).toBe(NO_VALUE_STORED);
  });
});
