import { describe, expect, it } from '@jest/globals';
import { SerializedStorage } from '../../src/storage/serialized-storage.js';
import { V8Serde } from '../../src/storage/v8-serde.js';
import { settle } from '../../src/testing/manual-clock.js';
import { setUp } from '../support/set-up.js';
import { HeldBytes } from './byte-maps.js';

describe.each([{ shared: false }, { shared: true }])('a function on a SerializedStorage with %j', (options) => {
  const open = () => {
    const store = new HeldBytes();
    const storage = new SerializedStorage(store, { serde: new V8Serde(), ...options });
    return { store, ...setUp({ namespace: 'users', storageTimeout: '250ms', updateAfter: '10m' }, storage) };
  };

  it('does not bring back what a write stores that was given up before the invalidation', async () => {
    const { store, cached, loads, clock } = open();
    const early = cached('ada');
    await settle();
    store.take('read').release();
    await settle();
    loads[0]!.resolve('old');
    await settle();
    const write = store.take('write');
    await clock.advance('300ms');
    expect(await early).toBe('old');

    const invalidation = cached.invalidate('ada');
    await settle();
    expect(store.held).toEqual([]); // the removal waits for the write that nobody else waits for any more
    write.release();
    await settle();
    store.take('remove').release();
    await invalidation;

    const late = cached('ada');
    await settle();
    store.take('read').release();
    await settle();
    loads[1]!.resolve('new');
    await settle();
    store.take('write').release();
    expect(await late).toBe('new');
  });

  it('gets a value that cannot be stored, and the storage stays in good repute', async () => {
    const { store, cached, loads } = open();
    for (let time = 0; time < 20; time++) {
      const call = cached('ada');
      await settle();
      store.take('read').release();
      await settle();
      loads[time]!.resolve({ close: () => time });
      expect(await call).toEqual({ close: expect.any(Function) });
    }

    expect(store.sent.filter((command) => command === 'write')).toEqual([]);
    expect(cached.statistics()).toMatchObject({ loads: 20, misses: 20, storageFailures: 20 });
  });
});
