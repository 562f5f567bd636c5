import { describe, expect, it } from '@jest/globals';
import { type CacheStorage, createMemoizer, handleOf, standardConfiguration } from '../../src/index.js';
import { ManualClock, settle } from '../../src/testing/manual-clock.js';
import { heldLoads } from '../support/held-loads.js';
import { MapStorage } from '../support/map-storage.js';
import { RemoteStorage } from '../support/remote-storage.js';
import { watch } from '../support/set-up.js';

/** Two functions that mean the same results: `reader` is asked, `other` is what the change is told to. */
function setUpTwo(storage: CacheStorage = new MapStorage()) {
  const clock = new ManualClock();
  const { load, loads } = heldLoads();
  const options = { namespace: 'users', sharedNamespace: true, storage, storageTimeout: '100ms' as const };
  const reader = watch(load, options, clock);
  const other = watch(load, options, clock);
  return { reader, other, loads, clock, storage };
}

describe('two functions that share a namespace of one storage', () => {
  it('read what the other one has stored', async () => {
    const { reader, other, loads } = setUpTwo();
    const first = reader('ada');
    loads[0]!.resolve('Ada');
    await first;

    expect(await other('ada')).toBe('Ada');
  });

  it('do not store what one was loading while it was invalidated through the other', async () => {
    const { reader, other, loads } = setUpTwo();
    const early = reader('ada');
    await other.invalidate('ada');
    loads[0]!.resolve('old');

    expect(await early).toBe('old');
    expect(await reader.peek('ada')).toBeUndefined();
  });

  it('do not let a call join what was loading while it was invalidated through the other', async () => {
    const { reader, other, loads } = setUpTwo();
    const early = reader('ada');
    await other.invalidate('ada');
    const late = reader('ada');
    expect(loads).toHaveLength(2);
    loads[1]!.resolve('new');
    loads[0]!.resolve('old');

    expect([await early, await late, await other('ada')]).toEqual(['old', 'new', 'new']);
  });

  it.each([
    ['everything is invalidated', (other: any) => other.invalidateAll()],
    ['it is expired', (other: any) => other.expire('ada')],
    ['another value is primed', (other: any) => other.prime(['ada'], 'primed')],
  ])('do not store what one was loading while %s through the other', async (_what, change) => {
    const { reader, other, loads } = setUpTwo();
    const early = reader('ada');
    await change(other);
    loads[0]!.resolve('old');

    expect(await early).toBe('old');
    expect((await reader.peek('ada'))?.value).not.toBe('old');
  });

  it('do not store over a refresh of the other what was loading when it began', async () => {
    const { reader, other, loads } = setUpTwo();
    const early = reader('ada');
    const refreshed = other.refresh('ada');
    await settle();
    loads[1]!.resolve('new');
    expect(await refreshed).toBe('new');
    loads[0]!.resolve('old');

    expect([await early, await reader('ada')]).toEqual(['old', 'new']);
  });

  it('store nothing while a removal through the other is under way', async () => {
    const storage = new RemoteStorage(false);
    const { reader, other, loads } = setUpTwo(storage);
    const invalidated = other.invalidate('ada');
    const early = reader('ada'); // begins to load before the removal is carried out
    storage.commands.find(({ name }) => name === 'get')!.answer();
    await settle();
    loads[0]!.resolve('old');
    await settle();
    expect(storage.commands.map(({ name }) => name)).not.toContain('offer');
    storage.isHolding = false;
    storage.answer('invalidate');
    await invalidated;

    expect(await early).toBe('old');
    expect(await reader.peek('ada')).toBeUndefined();
  });

  it('both distrust what the storage did not confirm to one of them', async () => {
    const storage = new RemoteStorage(false);
    const { reader, other, loads, clock } = setUpTwo(storage);
    await offerBehind(storage, other, loads);
    storage.isHolding = true;
    const invalidated = other.invalidate('ada').catch((error: { code: string }) => error.code);
    await clock.advance(400);
    expect(await invalidated).toBe('ERR_MEMOIR_INVALIDATION_UNCONFIRMED');
    storage.commands.length = 0;

    const late = reader('ada');
    await settle();
    expect(storage.commands).toEqual([]);
    loads[1]!.resolve('new');
    expect(await late).toBe('new');

    storage.isHolding = false;
    await clock.advance('1s');
    expect(storage.standing.has('ada')).toBe(false);
  });

  it('leave each other alone where the namespaces are different', async () => {
    const storage = new MapStorage();
    const clock = new ManualClock();
    const { load, loads } = heldLoads();
    const reader = watch(load, { storage, namespace: 'users' }, clock);
    const other = watch(load, { storage, namespace: 'teams' }, clock);
    const call = reader('ada');
    await other.invalidate('ada');
    loads[0]!.resolve('Ada');

    expect([await call, (await reader.peek('ada'))?.value]).toEqual(['Ada', 'Ada']);
  });
});

async function offerBehind(storage: RemoteStorage, cached: (id: string) => Promise<any>, loads: any[]): Promise<void> {
  storage.isHolding = false;
  const first = cached('ada');
  await settle();
  loads[0]!.resolve('old');
  await first;
}

describe('two objects with the same instanceKey', () => {
  it('do not store or join what one was loading while it was invalidated through the other', async () => {
    const { load, loads } = heldLoads<[]>();
    const { memoized } = createMemoizer(standardConfiguration(new MapStorage()));
    class Tenant {
      constructor(readonly id: string) {}

      @memoized({ namespace: 'tenants', instanceKey: (self: Tenant) => self.id })
      plan(): Promise<string> {
        return load();
      }
    }
    const [one, two] = [new Tenant('a'), new Tenant('a')];
    const early = one.plan();
    await handleOf(two, 'plan').invalidate();
    const late = one.plan();
    expect(loads).toHaveLength(2);
    loads[1]!.resolve('new');
    loads[0]!.resolve('old');

    expect([await early, await late, await one.plan(), await two.plan()]).toEqual(['old', 'new', 'new', 'new']);
  });
});
