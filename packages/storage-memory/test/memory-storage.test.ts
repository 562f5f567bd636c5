import { describe, expect, it } from '@jest/globals';
import { ConfigurationError } from '@memoir/core';
import { MemoryStorage } from '../src/memory-storage.js';
import { entryOf, open } from './opened.js';

describe('a memory storage', () => {
  it('answers synchronously with the very entry it was offered', () => {
    const { keyspace } = open(new MemoryStorage());
    const entry = entryOf({ name: 'Ada' });

    expect(keyspace.offer('ada', entry)).toBe('stored');
    expect(keyspace.get('ada')).toBe(entry);
    expect(keyspace.keepsOfferedEntry).toBe(true);
  });

  it('is of one process only', () => {
    expect(new MemoryStorage().shared).toBe(false);
  });

  it('answers undefined for what it does not hold', () => {
    expect(open(new MemoryStorage()).keyspace.get('nobody')).toBeUndefined();
  });

  it.each([undefined, null, 0, '', false, Number.NaN])('keeps %p like any value', (value) => {
    const { keyspace } = open(new MemoryStorage());
    keyspace.offer('key', entryOf(value));

    expect(keyspace.get('key')).toEqual(entryOf(value));
  });

  it('takes a newer entry in place of an older one', () => {
    const { keyspace, told } = open(new MemoryStorage());
    keyspace.offer('ada', entryOf('old'));
    keyspace.offer('ada', entryOf('new'));

    expect(keyspace.get('ada')).toEqual(entryOf('new'));
    expect(told).toEqual([]);
  });

  it('keeps namespaces apart', () => {
    const storage = new MemoryStorage();
    open(storage, 'users').keyspace.offer('1', entryOf('user'));

    expect(open(storage, 'orders').keyspace.get('1')).toBeUndefined();
  });

  it.each(['__proto__', 'constructor', '', '\0', 'é漢'])('takes %j for a key and for a namespace', (text) => {
    const { keyspace } = open(new MemoryStorage(), text);
    expect(keyspace.get(text)).toBeUndefined();

    keyspace.offer(text, entryOf(1));

    expect(keyspace.get(text)).toEqual(entryOf(1));
  });

  it.each(['release', 'invalidate'] as const)('forgets by %s, and tells the one who asked nothing', (method) => {
    const { keyspace, told } = open(new MemoryStorage());
    keyspace.offer('ada', entryOf(1));
    keyspace.offer('bob', entryOf(2));

    expect(keyspace[method]('ada')).toBe(method === 'release' ? 'released' : undefined);

    expect(keyspace.get('ada')).toBeUndefined();
    expect(keyspace.get('bob')).toEqual(entryOf(2));
    expect(told).toEqual([]);
  });

  it('forgets what it does not hold without a word', () => {
    const { keyspace, told } = open(new MemoryStorage());

    expect(keyspace.release('nobody')).toBe('released');
    expect(keyspace.invalidate('nobody')).toBeUndefined();
    expect(keyspace.expire('nobody')).toBeUndefined();
    expect(told).toEqual([]);
  });

  it('clears one namespace only', () => {
    const storage = new MemoryStorage();
    const users = open(storage, 'users').keyspace;
    const orders = open(storage, 'orders').keyspace;
    users.offer('1', entryOf('user'));
    orders.offer('1', entryOf('order'));

    users.clear();

    expect(users.get('1')).toBeUndefined();
    expect(orders.get('1')).toEqual(entryOf('order'));
  });

  describe('expiring an entry', () => {
    it('leaves a fallback that is kept as long as before', async () => {
      const { keyspace, clock } = open(new MemoryStorage());
      keyspace.offer('ada', entryOf('Ada', { staleAt: 60_000, expiresAt: 120_000, keepUntil: 180_000 }));
      await clock.advance('10s');

      keyspace.expire('ada');

      expect(keyspace.get('ada')).toMatchObject({
        value: 'Ada',
        createdAt: 0,
        staleAt: 10_000,
        expiresAt: 10_000,
        keepUntil: 180_000,
      });
    });

    it('does not touch the entry it was offered', () => {
      const { keyspace } = open(new MemoryStorage());
      const entry = Object.freeze(entryOf('Ada', { expiresAt: 120_000 }));
      keyspace.offer('ada', entry);

      keyspace.expire('ada');

      expect(entry.expiresAt).toBe(120_000);
      expect(keyspace.get('ada')).not.toBe(entry);
    });

    it('does not make an entry younger that had expired before', async () => {
      const { keyspace, clock } = open(new MemoryStorage());
      keyspace.offer('ada', entryOf('Ada', { expiresAt: 5_000, keepUntil: 60_000 }));
      await clock.advance('10s');

      keyspace.expire('ada');

      expect(keyspace.get('ada')).toMatchObject({ staleAt: 5_000, expiresAt: 5_000 });
    });

    it('keeps the instants in order where the wall clock was set back', () => {
      const { keyspace, clock } = open(new MemoryStorage());
      keyspace.offer('ada', entryOf('Ada', { createdAt: 9_000, staleAt: 10_000, expiresAt: 11_000 }));
      clock.setWallClock(2_000);

      keyspace.expire('ada');

      expect(keyspace.get('ada')).toMatchObject({ createdAt: 2_000, staleAt: 2_000, expiresAt: 2_000 });
    });
  });

  describe('with one namespace opened twice', () => {
    function openTwice() {
      const storage = new MemoryStorage();
      return { first: open(storage), second: open(storage) };
    }

    it('shows both the same entries', () => {
      const { first, second } = openTwice();
      const entry = entryOf(1);
      first.keyspace.offer('ada', entry);

      expect(second.keyspace.get('ada')).toBe(entry);
    });

    it.each([
      ['invalidate', 'invalidated'],
      ['release', 'evicted'],
      ['clear', 'cleared'],
    ] as const)('tells the other one what %s removed', (method, reason) => {
      const { first, second } = openTwice();
      first.keyspace.offer('ada', entryOf(1));

      first.keyspace[method]('ada');

      expect(second.told).toEqual([['ada', reason]]);
      expect(first.told).toEqual([]);
    });

    it('tells the other one that its entry was replaced, and nothing about a new key', () => {
      const { first, second } = openTwice();
      first.keyspace.offer('ada', entryOf(1));
      second.keyspace.offer('ada', entryOf(2));

      expect(first.told).toEqual([['ada', 'replaced']]);
      expect(second.told).toEqual([]);
    });

    it('goes on after one of them failed to hear', () => {
      const storage = new MemoryStorage();
      const [first, deaf, third] = [open(storage), open(storage), open(storage)];
      deaf.removed.hear = () => {
        throw new TypeError('deaf');
      };
      first.keyspace.offer('ada', entryOf(1));

      first.keyspace.invalidate('ada');

      expect(third.told).toEqual([['ada', 'invalidated']]);
      expect(deaf.reported).toMatchObject([{ code: 'ERR_MEMOIR_STORAGE', key: 'ada', cause: { message: 'deaf' } }]);
    });
  });

  describe('with private namespaces', () => {
    it('keeps two of the same name apart', () => {
      const storage = new MemoryStorage();
      const first = open(storage, 'load', undefined, true).keyspace;
      const second = open(storage, 'load', undefined, true).keyspace;
      first.offer('1', entryOf('first'));

      expect(second.get('1')).toBeUndefined();
      expect(open(storage, 'load').keyspace.get('1')).toBeUndefined();
    });
  });

  describe('being made', () => {
    it.each([
      [{ maxEntries: 0 }],
      [{ maxEntries: -1 }],
      [{ maxEntries: 1.5 }],
      [{ maxEntries: Number.NaN }],
      [{ maxEntries: Number.POSITIVE_INFINITY }],
      [{ maxEntries: true }],
      [{ maxEntries: '10' }],
      [{ maxEntries: null }],
      [{ maxBytes: 0 }],
      [{ maxBytes: '128 MB' }],
      [{ maxBytes: false }],
      [{ sweepEvery: 0 }],
      [{ sweepEvery: '1 minute' }],
      [{ maxEntires: 10 }],
      [null],
    ])('refuses %p', (options) => {
      expect(() => new MemoryStorage(options as object)).toThrow(ConfigurationError);
    });

    it('takes what is undefined for left out', () => {
      const { keyspace } = open(
        new MemoryStorage({ maxEntries: undefined, maxBytes: undefined, sweepEvery: undefined }),
      );
      for (let key = 0; key < 5_000; key++) keyspace.offer(String(key), entryOf(key));

      expect(keyspace.get('0')).toEqual(entryOf(0));
    });
  });
});
