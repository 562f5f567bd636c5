import { describe, expect, it } from '@jest/globals';
import { StorageError } from '../../src/errors.js';
import { settle } from '../../src/testing/manual-clock.js';
import { HeldBytes, MapBytes } from './byte-maps.js';
import { entryOf, open } from './keyspaces.js';

describe('clearing a namespace of a SerializedStorage', () => {
  it('writes once, whatever the namespace holds', () => {
    const store = new MapBytes();
    const { keyspace } = open(store);
    for (let n = 0; n < 100; n++) keyspace.offer(`user ${n}`, entryOf(n));
    const before = new Map(store.bytes);

    keyspace.clear();

    const changed = [...store.bytes].filter(([name, bytes]) => before.get(name) !== bytes);
    expect(changed.map(([name]) => name)).toEqual(['epoch:users']);
    expect(keyspace.get('user 42')).toBeUndefined();
  });

  it('holds over a restart of the process, without a report', () => {
    const store = new MapBytes();
    const before = open(store);
    before.keyspace.offer('ada', entryOf('old'));
    before.keyspace.clear();
    before.keyspace.offer('bob', entryOf('new'));

    const after = open(store);

    expect(after.keyspace.get('ada')).toBeUndefined();
    expect(after.keyspace.get('bob')).toEqual(entryOf('new'));
    expect(after.context.reports).toEqual([]);
  });

  it('holds in the other processes of a shared storage at once', () => {
    const store = new MapBytes();
    const [here, there] = [open(store, { shared: true }), open(store, { shared: true })];
    here.keyspace.offer('ada', entryOf('old'));
    expect(there.keyspace.get('ada')).toEqual(entryOf('old'));

    here.keyspace.clear();

    expect(there.keyspace.get('ada')).toBeUndefined();
    there.keyspace.offer('ada', entryOf('new'));
    expect(here.keyspace.get('ada')).toEqual(entryOf('new'));
  });

  describe.each([{ shared: false }, { shared: true }])('with %j', (options) => {
    it.each<[string, (store: MapBytes) => void, number]>([
      ['lost', (store) => void store.bytes.delete('epoch:users'), 0],
      ['unreadable', (store) => void store.bytes.set('epoch:users', Buffer.from('garbage')), 1],
      ['that of another namespace', (store) => void store.bytes.set('epoch:users', store.bytes.get('epoch:USERS')!), 1],
    ])('leaves nothing valid when the epoch is %s, and starts another', (_what, harm, atLeast) => {
      const store = new MapBytes();
      const before = open(store, options);
      before.keyspace.offer('ada', entryOf('old'));
      before.storage.keyspace('USERS', before.context).offer('x', entryOf(0));
      harm(store);

      const { keyspace, context } = open(store, options);

      expect(keyspace.get('ada')).toBeUndefined();
      expect(context.reports.length).toBeGreaterThanOrEqual(atLeast);
      expect(keyspace.offer('bob', entryOf('new'))).toBe('stored');
      expect(keyspace.get('ada')).toBeUndefined();
      expect(open(store, options).keyspace.get('bob')).toEqual(entryOf('new'));
    });

    it('refuses an offer that is still finding out the epoch', async () => {
      const store = new HeldBytes();
      store.holdsEpochs = true;
      const { keyspace } = open(store, options);
      const offer = keyspace.offer('ada', entryOf('old'));
      const clear = keyspace.clear();

      await drain(store);

      await clear;
      expect(await offer).toBe('refused');
      expect(store.inner.bytes.has('5:users:ada')).toBe(false);
    });

    it('is not undone by an offer on its way', async () => {
      const store = new HeldBytes();
      const { keyspace } = open(store, options);
      const offer = keyspace.offer('ada', entryOf('old'));
      await settle();
      await keyspace.clear();

      await drain(store);

      expect(await offer).toBe('stored');
      const reading = keyspace.get('ada');
      await drain(store);
      expect(await reading).toBeUndefined();
    });

    it('is not undone by an offer that waits behind one on its way', async () => {
      const store = new HeldBytes();
      const { keyspace } = open(store, options);
      void keyspace.offer('ada', entryOf('first'));
      const second = keyspace.offer('ada', entryOf('second'));
      await settle();
      await keyspace.clear();

      await drain(store);

      expect(await second).toBe('refused');
    });

    it('does not let a read answer that began before it', async () => {
      const store = new HeldBytes();
      const { keyspace } = open(store, options);
      const offer = keyspace.offer('ada', entryOf('old'));
      await drain(store);
      await offer;

      const reading = keyspace.get('ada');
      await settle();
      store.held[0]!.apply();
      await keyspace.clear();
      await drain(store);

      expect(await reading).toBeUndefined();
    });

    it('makes one epoch for many first offers', async () => {
      const store = new HeldBytes();
      store.holdsEpochs = true;
      const { keyspace } = open(store, options);
      const offers = ['ada', 'bob', 'cyd'].map((key) => keyspace.offer(key, entryOf(key)));
      await drain(store);
      expect(await Promise.all(offers)).toEqual(['stored', 'stored', 'stored']);

      const readings = ['ada', 'bob', 'cyd'].map((key) => keyspace.get(key));
      await drain(store);

      expect(await Promise.all(readings)).toEqual(['ada', 'bob', 'cyd'].map((key) => entryOf(key)));
    });

    it('leaves the last of several clears standing, in whatever order a backend would answer them', async () => {
      const store = new HeldBytes();
      const { keyspace } = open(store, options);
      store.holdsEpochs = true;
      const clears = [keyspace.clear(), keyspace.clear(), keyspace.clear()];
      await settle();
      expect(store.held).toHaveLength(1);

      await drain(store);
      await Promise.all(clears);
      const offer = keyspace.offer('ada', entryOf('new'));
      await drain(store);
      await offer;

      const restarted = open(store, options).keyspace.get('ada');
      await drain(store);
      expect(await restarted).toEqual(entryOf('new'));
    });

    it('rejects when the backend cannot be told, and brings nothing back in this process where that is all there is', async () => {
      const store = new HeldBytes();
      const { keyspace } = open(store, options);
      const offer = keyspace.offer('ada', entryOf('old'));
      await drain(store);
      await offer;
      store.holdsEpochs = true;

      const clear = keyspace.clear();
      const failed = expect(clear).rejects.toThrow(StorageError);
      await settle();
      store.take('write').fail(new Error('connection lost'));
      await failed;

      const reading = keyspace.get('ada');
      await drain(store);
      expect(await reading).toEqual(options.shared ? entryOf('old') : undefined);
    });

    it('fails a read whose epoch cannot be read, and asks again at the next', async () => {
      const store = new HeldBytes();
      store.holdsEpochs = true;
      const { keyspace } = open(store, options);
      const reading = keyspace.get('ada');
      const failed = expect(reading).rejects.toThrow(StorageError);
      await settle();
      for (const command of store.held.splice(0)) command.fail(new Error('connection lost'));
      await failed;

      const second = keyspace.get('ada');
      await drain(store);
      expect(await second).toBeUndefined();
    });
  });
});

async function drain(store: HeldBytes): Promise<void> {
  await settle();
  for (; store.held.length > 0; await settle()) store.held.shift()!.release();
}
