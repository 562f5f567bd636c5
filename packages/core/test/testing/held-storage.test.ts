import { describe, expect, it } from '@jest/globals';
import { HeldStorage } from '../../src/testing/held-storage.js';
import { settle } from '../../src/testing/manual-clock.js';
import { storageConformance } from '../../src/testing/storage-conformance.js';
import { entryOf, listening } from '../storage/keyspaces.js';

for (const shared of [false, true]) {
  storageConformance({ describe, it }, `HeldStorage that lets commands through, shared: ${shared}`, () => {
    const storage = new HeldStorage({ shared });
    storage.letThrough();
    return storage;
  });
}

describe('HeldStorage', () => {
  const setUp = () => {
    const storage = new HeldStorage();
    return { storage, keyspace: storage.keyspace<string>('users', listening()) };
  };

  it('answers a command when it is released, in whatever order', async () => {
    const { storage, keyspace } = setUp();
    const offers = [keyspace.offer('ada', entryOf('first')), keyspace.offer('ada', entryOf('second'))];
    const [first, second] = [await storage.next('offer'), await storage.next('offer')];

    second.release();
    first.release();
    await Promise.all(offers);
    const reading = keyspace.get('ada');
    (await storage.next('get')).release();

    expect(await reading).toEqual(entryOf('first'));
    expect([first.entry?.value, second.entry?.value]).toEqual(['first', 'second']);
  });

  it('lets a command take effect before it is answered', async () => {
    const { storage, keyspace } = setUp();
    const offer = keyspace.offer('ada', entryOf('value'));
    const held = (await storage.next('offer')).apply();
    const reading = keyspace.get('ada');
    const read = (await storage.next('get')).apply();
    void keyspace.invalidate('ada');
    (await storage.next('invalidate')).apply();

    read.release();
    held.fail(new Error('connection lost'));

    expect(await reading).toEqual(entryOf('value'));
    await expect(offer).rejects.toThrow('connection lost');
  });

  it('fails a command without an effect', async () => {
    const { storage, keyspace } = setUp();
    const offer = keyspace.offer('ada', entryOf('value'));
    (await storage.next('offer')).fail(new Error('connection lost'));
    await expect(offer).rejects.toThrow('connection lost');

    const reading = keyspace.get('ada');
    (await storage.next('get')).release();

    expect(await reading).toBeUndefined();
  });

  it('can be waited on before a command comes, also for one key', async () => {
    const { storage, keyspace } = setUp();
    const bob = storage.next('get', 'bob');
    const any = storage.next('get');

    void keyspace.get('ada');
    void keyspace.get('bob');

    expect([(await bob).key, (await any).key]).toEqual(['bob', 'ada']);
    expect(storage.waiting).toBe(0);
  });

  it('logs what arrives', async () => {
    const { storage, keyspace } = setUp();

    void keyspace.get('ada');
    void keyspace.offer('ada', entryOf('value'));
    void keyspace.clear();

    expect(storage.log).toEqual(['get ada', 'offer ada', 'clear']);
    expect(storage.waiting).toBe(3);
  });

  it('lets commands through until it holds them again, except those a test waits for', async () => {
    const { storage, keyspace } = setUp();
    const early = keyspace.offer('ada', entryOf('value'));
    storage.letThrough();
    expect(await early).toBe('stored');
    expect(await keyspace.get('ada')).toEqual(entryOf('value'));

    const awaited = storage.next('get');
    let isAnswered = false;
    const reading = Promise.resolve(keyspace.get('ada')).then(() => {
      isAnswered = true;
    });
    await settle();
    expect(isAnswered).toBe(false);
    (await awaited).release();
    await reading;

    storage.hold();
    void keyspace.get('ada');
    expect(storage.waiting).toBe(1);
  });
});
