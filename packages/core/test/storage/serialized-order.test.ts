import { describe, expect, it } from '@jest/globals';
import { StorageError } from '../../src/errors.js';
import { settle } from '../../src/testing/manual-clock.js';
import { HeldBytes, MapBytes } from './byte-maps.js';
import { entryOf, open, START } from './keyspaces.js';

async function openHeld(options: { shared?: boolean } = {}) {
  const store = new HeldBytes();
  const opened = open(store, options);
  // The epoch is made by the first offer; from here on a command is one for the entry.
  const first = opened.keyspace.offer('other', entryOf(0));
  await settle();
  store.take('write').release();
  await first;
  store.sent.length = 0;
  return { store, ...opened, again: opened.storage.keyspace<unknown>('users', opened.context) };
}

describe.each([{ shared: false }, { shared: true }])('SerializedStorage with %j', (options) => {
  it('lets a removal wait for the real end of an earlier write of the key, through any of its keyspaces', async () => {
    const { store, keyspace, again } = await openHeld(options);
    const offer = keyspace.offer('ada', entryOf('old'));
    const invalidation = again.invalidate('ada');
    await settle();
    expect(store.sent).toEqual(['write']);

    store.take('write').release();
    await settle();
    store.take('remove').release();

    expect(await offer).toBe('stored');
    await invalidation;
    expect(await answered(store, keyspace.get('ada'))).toBeUndefined();
  });

  it('also if that write fails in the end', async () => {
    const { store, keyspace } = await openHeld(options);
    const offer = keyspace.offer('ada', entryOf('old'));
    const invalidation = keyspace.invalidate('ada');
    await settle();

    const write = store.take('write');
    write.apply();
    write.fail(new Error('connection lost'));
    await expect(offer).rejects.toThrow(StorageError);
    await settle();
    store.take('remove').release();

    await invalidation;
    expect(await answered(store, keyspace.get('ada'))).toBeUndefined();
  });

  it('lets keys that are different go out side by side', async () => {
    const { store, keyspace } = await openHeld(options);

    void keyspace.offer('ada', entryOf(1));
    void keyspace.offer('bob', entryOf(2));
    void keyspace.invalidate('cyd');
    await settle();

    expect(store.held.map(({ command, name }) => [command, name])).toEqual(
      expect.arrayContaining([
        ['write', '5:users:ada'],
        ['write', '5:users:bob'],
        ['remove', '5:users:cyd'],
      ]),
    );
  });

  it('refuses an offer that a later removal finds waiting', async () => {
    const { store, keyspace } = await openHeld(options);
    const first = keyspace.offer('ada', entryOf('first'));
    const second = keyspace.offer('ada', entryOf('second'));
    const invalidation = keyspace.invalidate('ada');
    await settle();

    expect(await second).toBe('refused');
    store.take('write').release();
    await first;
    await settle();
    store.take('remove').release();
    await invalidation;

    expect(store.sent).toEqual(['write', 'remove']);
  });

  it('stores what is offered after a removal, and after it', async () => {
    const { store, keyspace } = await openHeld(options);
    const first = keyspace.offer('ada', entryOf('first'));
    const invalidation = keyspace.invalidate('ada');
    const second = keyspace.offer('ada', entryOf('second'));
    await settle();

    for (const command of ['write', 'remove', 'write'] as const) {
      store.take(command).release();
      await settle();
    }

    expect([await first, await invalidation, await second]).toEqual(['stored', undefined, 'stored']);
    expect(await answered(store, keyspace.get('ada'))).toEqual(entryOf('second'));
  });

  it('sends of several offers that wait only the last, and answers all of them with its outcome', async () => {
    const { store, keyspace } = await openHeld(options);
    const offers = ['first', 'second', 'third'].map((value) => keyspace.offer('ada', entryOf(value)));
    await settle();

    store.take('write').release();
    await settle();
    store.take('write').release();

    expect(await Promise.all(offers)).toEqual(['stored', 'stored', 'stored']);
    expect(store.sent).toEqual(['write', 'write']);
    expect(await answered(store, keyspace.get('ada'))).toEqual(entryOf('third'));
  });

  it('keeps a queue of at most three commands for a key that hangs', async () => {
    const { store, keyspace } = await openHeld(options);
    const answers = [keyspace.offer('ada', entryOf('hanging'))];
    for (let n = 0; n < 1_000; n++) {
      answers.push(keyspace.offer('ada', entryOf(n)));
      void keyspace.expire('ada');
      if (n === 500) void keyspace.invalidate('ada');
    }
    await settle();
    for (; store.held.length > 0; await settle()) store.held.shift()!.release();

    expect(store.sent).toEqual(['write', 'remove', 'write', 'read', 'write']);
    expect(await Promise.all(answers)).toContain('refused');
    expect(await answered(store, keyspace.get('ada'))).toMatchObject({ value: 999, expiresAt: START });
  });

  it('expires what an earlier write stores, however late', async () => {
    const { store, keyspace } = await openHeld(options);
    const offer = keyspace.offer('ada', entryOf('old'));
    const expiry = keyspace.expire('ada');
    await settle();

    for (const command of ['write', 'read', 'write'] as const) {
      store.take(command).release();
      await settle();
    }
    await Promise.all([offer, expiry]);

    expect(await answered(store, keyspace.get('ada'))).toMatchObject({ value: 'old', expiresAt: START });
  });

  it('does not let an expiry bring back what a removal behind it removes', async () => {
    const { store, keyspace } = await openHeld(options);
    const offer = keyspace.offer('ada', entryOf('old'));
    await settle();
    store.take('write').release();
    await offer;
    const expiry = keyspace.expire('ada');
    const invalidation = keyspace.invalidate('ada');
    await settle();

    for (const command of ['read', 'write', 'remove'] as const) {
      store.take(command).release();
      await settle();
    }
    await Promise.all([expiry, invalidation]);

    expect(await answered(store, keyspace.get('ada'))).toBeUndefined();
  });

  describe('reads again what was on its way while', () => {
    const readWhile = async (what: 'invalidate' | 'expire') => {
      const opened = await openHeld(options);
      const { store, keyspace } = opened;
      const offer = keyspace.offer('ada', entryOf('old'));
      await settle();
      store.take('write').release();
      await offer;

      const reading = keyspace.get('ada');
      await settle();
      const read = store.take('read');
      read.apply();
      const removal = keyspace[what]('ada');
      await settle();
      for (; store.held.length > 0; await settle()) store.held.shift()!.release();
      await removal;
      read.release();
      await settle();
      store.take('read').release();
      return reading;
    };

    it('a removal ended', async () => {
      expect(await readWhile('invalidate')).toBeUndefined();
    });

    it('an expiry ended', async () => {
      expect(await readWhile('expire')).toMatchObject({ value: 'old', expiresAt: START });
    });
  });

  it('answers a read with nothing if removals end during its second try too', async () => {
    const { store, keyspace } = await openHeld(options);
    const removed = async () => {
      const removal = keyspace.invalidate('ada');
      await settle();
      store.take('remove').release();
      await removal;
    };
    const reading = keyspace.get('ada');
    await settle();
    for (let attempt = 0; attempt < 2; attempt++) {
      await removed();
      store.take('read').release();
      await settle();
    }

    expect(await reading).toBeUndefined();
    expect(store.held).toEqual([]);
  });

  it('lets the next command go out when one fails, and tells only its own caller', async () => {
    const { store, keyspace } = await openHeld(options);
    const offer = keyspace.offer('ada', entryOf('old'));
    const invalidation = keyspace.invalidate('ada');
    const failed = expect(invalidation).rejects.toThrow(StorageError);
    const second = keyspace.offer('ada', entryOf('second'));
    await settle();

    store.take('write').release();
    await settle();
    store.take('remove').fail(new Error('connection lost'));
    await settle();
    store.take('write').release();

    await failed;
    expect([await offer, await second]).toEqual(['stored', 'stored']);
  });
});

it('does not answer a slow read with what a removal took away that was done at once', async () => {
  const bytes = new MapBytes();
  const reads: (() => void)[] = [];
  const { keyspace } = open({
    read: (name) => {
      const found = bytes.read(name);
      return name.startsWith('epoch:') ? found : new Promise((resolve) => reads.push(() => resolve(found)));
    },
    write: (name, content, timeToLive) => bytes.write(name, content, timeToLive),
    remove: (name) => bytes.remove(name),
  });
  keyspace.offer('ada', entryOf('old'));
  const reading = keyspace.get('ada');

  expect(keyspace.invalidate('ada')).toBeUndefined();
  for (let read = reads.shift(); read; read = reads.shift()) {
    read();
    await settle();
  }

  expect(await reading).toBeUndefined();
});

/** The answer of a read that is let through at once. */
async function answered<T>(store: HeldBytes, answer: T): Promise<Awaited<T>> {
  await settle();
  store.take('read').release();
  return await answer;
}
