import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, SerdeError, StorageError } from '../../src/errors.js';
import type { ByteStore } from '../../src/storage/byte-store.js';
import type { Serde } from '../../src/storage/serde.js';
import { SerializedStorage } from '../../src/storage/serialized-storage.js';
import { V8Serde } from '../../src/storage/v8-serde.js';
import { settle } from '../../src/testing/manual-clock.js';
import { MapBytes } from './byte-maps.js';
import { entryOf, open, START } from './keyspaces.js';

describe('SerializedStorage', () => {
  describe('answers', () => {
    it('synchronously where the byte functions do', () => {
      const { keyspace } = open(new MapBytes());

      expect(keyspace.get('ada')).toBeUndefined();
      expect(keyspace.offer('ada', entryOf('first'))).toBe('stored');
      expect(keyspace.get('ada')).toEqual(entryOf('first'));
      expect(keyspace.expire('ada')).toBeUndefined();
      expect(keyspace.get('ada')).toMatchObject({ value: 'first', staleAt: START, expiresAt: START });
      expect(keyspace.invalidate('ada')).toBeUndefined();
      expect(keyspace.clear()).toBeUndefined();
      expect(keyspace.release('ada')).toBe('released');
    });

    it('synchronously on a shared storage too, which keeps what is released', () => {
      const { keyspace } = open(new MapBytes(), { shared: true });

      expect(keyspace.offer('ada', entryOf('first'))).toBe('stored');
      expect(keyspace.release('ada')).toBe('kept');
      expect(keyspace.get('ada')).toEqual(entryOf('first'));
    });

    it('with the value as it was offered, whatever becomes of the object afterwards', () => {
      const { keyspace } = open(new MapBytes());
      const value = { name: 'ada' };

      keyspace.offer('ada', entryOf(value));
      value.name = 'changed';

      expect(keyspace.get('ada')).toMatchObject({ value: { name: 'ada' } });
    });

    it('nothing once an entry has passed the instant until which it is kept', () => {
      const { keyspace, clock } = open(new MapBytes());
      keyspace.offer('ada', entryOf('first', { keepUntil: START + 60_000 }));

      clock.setWallClock(START + 59_999);
      expect(keyspace.get('ada')).toMatchObject({ value: 'first' });
      clock.setWallClock(START + 60_000);
      expect(keyspace.get('ada')).toBeUndefined();
    });
  });

  describe('gives the backend', () => {
    it('a text per entry that no other namespace and key share, and one per namespace for its epoch', () => {
      const store = new MapBytes();
      const { storage, context } = open(store);

      storage.keyspace('a', context).offer('b:c', entryOf(1));
      storage.keyspace('a:b', context).offer('c', entryOf(2));

      expect([...store.bytes.keys()]).toEqual(['epoch:a', '1:a:b:c', 'epoch:a:b', '3:a:b:c']);
    });

    it.each([
      [START + 1, 1],
      [START + 60_000, 60_000],
      [START + 1.5, 2],
      [START - 5, 1],
      [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    ])('the time to live of what is kept until %p: %p ms', (keepUntil, timeToLive) => {
      const store = new MapBytes();
      const { keyspace } = open(store);

      keyspace.offer('ada', entryOf('first', { keepUntil }));

      expect(store.timesToLive.get('5:users:ada')).toBe(timeToLive);
    });

    it('one command per hit, two where other processes may clear', () => {
      for (const [shared, reads] of [
        [false, 1],
        [true, 2],
      ] as const) {
        const store = new MapBytes();
        const { keyspace } = open(store, { shared });
        keyspace.offer('ada', entryOf('first'));
        store.reads = 0;

        keyspace.get('ada');

        expect(store.reads).toBe(reads);
      }
    });
  });

  describe('takes for a miss and reports', () => {
    const sealed = () => {
      const store = new MapBytes();
      const opened = open(store);
      opened.keyspace.offer('ada', entryOf({ name: 'ada' }, { tags: ['team:red'] }));
      return { store, ...opened, bytes: store.bytes.get('5:users:ada')! };
    };

    it('bytes of which any one bit is turned', () => {
      const { store, keyspace, bytes, context } = sealed();
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const turned = Uint8Array.from(bytes);
        turned[bit >> 3]! ^= 1 << (bit & 7);
        store.bytes.set('5:users:ada', turned);

        expect(keyspace.get('ada')).toBeUndefined();
        expect(context.reports.splice(0)).toEqual([expect.any(StorageError)]);
      }
    });

    it('bytes that end too early or too late', () => {
      const { store, keyspace, bytes, context } = sealed();
      for (let length = 0; length < bytes.length; length++) {
        store.bytes.set('5:users:ada', bytes.subarray(0, length));
        expect(keyspace.get('ada')).toBeUndefined();
      }
      store.bytes.set('5:users:ada', Uint8Array.of(...bytes, 0));
      expect(keyspace.get('ada')).toBeUndefined();

      expect(context.reports).toHaveLength(bytes.length + 1);
    });

    it('a header said to be 4 GB long, without making room for it', () => {
      const { store, keyspace, bytes, context } = sealed();
      const forged = Uint8Array.from(bytes);
      forged.set([0xff, 0xff, 0xff, 0xff], 9);
      store.bytes.set('5:users:ada', forged);

      expect(keyspace.get('ada')).toBeUndefined();
      expect(context.reports[0]).toMatchObject({ key: 'ada', cause: { message: 'the bytes are truncated' } });
    });

    it.each<[string, unknown, RegExp]>([
      ['a text', 'first', /a string instead of bytes/],
      ['foreign bytes', Buffer.from('{"value":"somebody else wrote this"}'), /not of memoir/],
      ['another format', Buffer.from('memo\x02 and what follows it'), /of format 2, not 1/],
    ])('%s', (_what, content, reason) => {
      const { store, keyspace, context } = sealed();
      store.bytes.set('5:users:ada', content as Uint8Array);

      expect(keyspace.get('ada')).toBeUndefined();
      expect(context.reports).toEqual([expect.objectContaining({ code: 'ERR_MEMOIR_STORAGE' })]);
      expect(context.reports[0]).toMatchObject({ cause: { message: expect.stringMatching(reason) } });
    });

    it("an epoch's bytes where an entry should be", () => {
      const { store, keyspace, context } = sealed();
      store.bytes.set('5:users:ada', store.bytes.get('epoch:users')!);

      expect(keyspace.get('ada')).toBeUndefined();
      expect(context.reports[0]).toMatchObject({ cause: { message: 'the header is not that of an entry' } });
    });

    it("another key's entry, which a backend that folds or truncates names would give", () => {
      const { store, keyspace, context, bytes } = sealed();
      store.bytes.set('5:users:ADA', bytes);

      expect(keyspace.get('ADA')).toBeUndefined();
      expect(context.reports[0]).toMatchObject({
        key: 'ADA',
        cause: { message: expect.stringContaining('another key') },
      });
    });

    it('what another serde wrote', () => {
      const { store, bytes } = sealed();
      const serde: Serde = { id: 'other/1', serialize: () => new Uint8Array(), deserialize: () => 'misread' };
      const { keyspace, context } = open(store, { serde });

      expect(bytes).toBeDefined();
      expect(keyspace.get('ada')).toBeUndefined();
      expect(context.reports[0]).toMatchObject({ cause: { message: expect.stringContaining('v8/') } });
    });

    it('what the serde refuses to read, by whatever error', () => {
      const failing: Serde = {
        id: new V8Serde().id,
        serialize: () => new Uint8Array(),
        deserialize: () => {
          throw new RangeError('not mine');
        },
      };
      const { store } = sealed();
      const { keyspace, context } = open(store, { serde: failing });

      expect(keyspace.get('ada')).toBeUndefined();
      expect(context.reports[0]).toMatchObject({ cause: { message: 'not mine' } });
    });

    it('and replaces it by the next offer', () => {
      const { store, keyspace, context } = sealed();
      store.bytes.set('5:users:ada', Buffer.from('garbage'));
      keyspace.expire('ada');
      expect(store.bytes.get('5:users:ada')).toEqual(Buffer.from('garbage'));

      keyspace.offer('ada', entryOf('second'));

      expect(keyspace.get('ada')).toEqual(entryOf('second'));
      expect(context.reports).toHaveLength(1);
    });
  });

  describe('tells its caller', () => {
    it('of a value that the serde cannot carry, and leaves what stands', () => {
      const { keyspace, context } = open(new MapBytes());
      keyspace.offer('ada', entryOf('first'));

      expect(keyspace.offer('ada', entryOf({ list: [() => 1] }))).toBe('not-stored');

      expect(context.reports).toEqual([expect.any(StorageError)]);
      expect(context.reports[0]).toMatchObject({ key: 'ada', message: expect.stringContaining('$.list[0]') });
      expect(context.reports[0]?.cause).toBeInstanceOf(SerdeError);
      expect(keyspace.get('ada')).toEqual(entryOf('first'));
    });

    it.each<[string, () => unknown]>([
      [
        'an error of any other kind',
        () => {
          throw new TypeError('circular');
        },
      ],
      ['a text instead of bytes', () => 'text'],
    ])('of a serde that answers with %s', (_what, serialize) => {
      const serde = { id: 'broken', serialize, deserialize: () => 0 } as Serde;
      const { keyspace, context } = open(new MapBytes(), { serde });

      expect(keyspace.offer('ada', entryOf(1))).toBe('not-stored');
      expect(context.reports).toHaveLength(1);
    });

    it('of an entry whose instants are none', () => {
      const { keyspace } = open(new MapBytes());

      expect(() => keyspace.offer('ada', entryOf(1, { staleAt: Number.NaN }))).toThrow(StorageError);
      expect(() => keyspace.offer('ada', entryOf(1, { staleAt: Number.NEGATIVE_INFINITY }))).toThrow(StorageError);
    });

    it.each(['throws', 'rejects'])('of a backend that %s, naming the command and keeping the cause', async (how) => {
      const cause = new Error('the disk is full');
      const fail = () => {
        if (how === 'throws') throw cause;
        return Promise.reject(cause);
      };
      const { keyspace } = open({ read: fail, write: fail, remove: fail });
      const answers = {
        get: async () => keyspace.get('ada'),
        offer: async () => keyspace.offer('ada', entryOf(1)),
        release: async () => keyspace.release('ada'),
        invalidate: async () => keyspace.invalidate('ada'),
        expire: async () => keyspace.expire('ada'),
        clear: async () => keyspace.clear(),
      };

      for (const answer of Object.values(answers)) {
        await expect(answer()).rejects.toMatchObject({ code: 'ERR_MEMOIR_STORAGE', cause });
      }
    });

    it('of a backend that rejects one read and throws at another, once', async () => {
      const keyspace = open({
        read: (name) => {
          if (name.startsWith('epoch:')) return Promise.reject(new Error('later'));
          throw new Error('at once');
        },
        write: () => {},
        remove: () => {},
      }).keyspace;
      const unhandled: unknown[] = [];
      const listen = (error: unknown) => void unhandled.push(error);
      process.on('unhandledRejection', listen);

      await expect(keyspace.get('ada')).rejects.toThrow(StorageError);
      await settle();

      process.off('unhandledRejection', listen);
      expect(unhandled).toEqual([]);
    });

    it('of a backend that does not keep what it is given', () => {
      const { keyspace } = open({ read: () => undefined, write: () => {}, remove: () => {} });

      expect(() => keyspace.offer('ada', entryOf(1))).toThrow(/did not keep the epoch/);
    });

    it.each<[string, unknown, unknown]>([
      ['a byte store without remove', { read() {}, write() {} }, { serde: new V8Serde() }],
      ['no byte store', undefined, { serde: new V8Serde() }],
      ['no options', new MapBytes(), undefined],
      ['no serde', new MapBytes(), {}],
      ['a serde without an id', new MapBytes(), { serde: { id: '', serialize() {}, deserialize() {} } }],
      ['a shared that is neither true nor false', new MapBytes(), { serde: new V8Serde(), shared: 'yes' }],
    ])('at once of %s', (_what, store, options) => {
      expect(() => new SerializedStorage(store as ByteStore, options as { serde: Serde })).toThrow(ConfigurationError);
    });
  });

  describe('expires', () => {
    it('without moving any instant to a later time', () => {
      const { keyspace, clock } = open(new MapBytes());
      keyspace.offer('ada', entryOf('first', { createdAt: START, staleAt: START + 10, expiresAt: START + 20 }));

      clock.setWallClock(START + 15);
      keyspace.expire('ada');
      expect(keyspace.get('ada')).toMatchObject({ createdAt: START, staleAt: START + 10, expiresAt: START + 15 });

      clock.setWallClock(START + 18);
      keyspace.expire('ada');
      expect(keyspace.get('ada')).toMatchObject({ staleAt: START + 10, expiresAt: START + 15 });

      clock.setWallClock(START - 5);
      keyspace.expire('ada');
      expect(keyspace.get('ada')).toMatchObject({
        createdAt: START - 5,
        staleAt: START - 5,
        expiresAt: START - 5,
        keepUntil: START + 60_000,
      });
    });

    it('by writing with the time that is left, and writes nothing where nothing stands', () => {
      const store = new MapBytes();
      const { keyspace, clock } = open(store);
      keyspace.expire('ada');
      expect(store.bytes.has('5:users:ada')).toBe(false);

      keyspace.offer('ada', entryOf('first'));
      clock.setWallClock(START + 20_000);
      keyspace.expire('ada');

      expect(store.timesToLive.get('5:users:ada')).toBe(40_000);
    });
  });

  it('does not show a private namespace what another process left under the same name', () => {
    const store = new MapBytes();
    const openPrivate = () => {
      const { storage, context } = open(store);
      return storage.keyspace('load#1', { ...context, private: true });
    };
    const before = openPrivate();
    before.offer('ada', entryOf('of another function'));
    expect(before.get('ada')).toEqual(entryOf('of another function'));

    const restarted = openPrivate();

    expect(restarted.get('ada')).toBeUndefined();
    restarted.offer('ada', entryOf('mine'));
    restarted.clear();
    expect(restarted.get('ada')).toBeUndefined();
    expect([...store.bytes.keys()]).toEqual(['6:load#1:ada']);
  });

  it('keeps its entries over a restart of the process', () => {
    const store = new MapBytes();
    open(store).keyspace.offer('ada', entryOf('first'));

    expect(open(store).keyspace.get('ada')).toEqual(entryOf('first'));
  });
});
