import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MemoryStorage } from '../src/memory-storage.js';
import { entryOf, entryUntil, open } from './opened.js';

describe.each([
  ['without a bound', {}],
  ['with a bound', { maxEntries: 1_000_000 }],
] as const)('tags on a memory storage %s', (_name, bound) => {
  function setUp() {
    const storage = new MemoryStorage(bound);
    return { storage, ...open(storage) };
  }

  it('takes along every entry that carries one of them, in every function', async () => {
    const { storage, keyspace: users, told } = setUp();
    const orders = open(storage, 'orders').keyspace;
    users.offer('ada', entryOf(1, { tags: ['team:1', 'vip'] }));
    users.offer('bob', entryOf(2, { tags: ['team:2'] }));
    users.offer('eve', entryOf(3));
    orders.offer('1', entryOf(4, { tags: ['vip'] }));

    await storage.invalidateTags(['vip', 'nobody carries this']);

    expect(users.get('ada')).toBeUndefined();
    expect(users.get('bob')).toBeDefined();
    expect(users.get('eve')).toBeDefined();
    expect(orders.get('1')).toBeUndefined();
    expect(told).toEqual([['ada', 'invalidated']]);
  });

  it('does not concern what is stored afterwards', async () => {
    const { storage, keyspace } = setUp();
    keyspace.offer('ada', entryOf('old', { tags: ['team'] }));
    await storage.invalidateTags(['team']);

    keyspace.offer('ada', entryOf('new', { tags: ['team'] }));
    keyspace.offer('bob', entryOf('new', { tags: ['team'] }));

    expect(keyspace.get('ada')).toMatchObject({ value: 'new' });
    expect(keyspace.get('bob')).toMatchObject({ value: 'new' });
  });

  it('answers with the very entry as long as no tag speaks against it', async () => {
    const { storage, keyspace } = setUp();
    const entry = entryOf(1, { tags: ['a'] });
    keyspace.offer('ada', entry);
    keyspace.offer('bob', entryOf(2, { tags: ['b'] }));
    await storage.invalidateTags(['b']);

    expect(keyspace.get('ada')).toBe(entry);
    expect(keyspace.get('ada')).toBe(entry);
    await storage.invalidateTags(['a']);
    expect(keyspace.get('ada')).toBeUndefined();
  });

  it('leaves a fallback where they are expired', async () => {
    const { storage, keyspace, clock, told } = setUp();
    keyspace.offer('ada', entryOf('Ada', { expiresAt: 60_000, keepUntil: 90_000, tags: ['team'] }));
    await clock.advance('10s');

    await storage.expireTags(['team']);
    await clock.advance('5s');

    expect(keyspace.get('ada')).toMatchObject({ value: 'Ada', staleAt: 10_000, expiresAt: 10_000, keepUntil: 90_000 });
    expect(told).toEqual([]);
  });

  it('serves nobody what was invalidated and expired, in either order', async () => {
    const { storage, keyspace } = setUp();
    for (const key of ['ada', 'bob']) keyspace.offer(key, entryUntil(1, 60_000, { tags: [key, 'team'] }));

    await storage.expireTags(['team']);
    await storage.invalidateTags(['ada']);
    expect(keyspace.get('ada')).toBeUndefined();

    await storage.invalidateTags(['bob']);
    await storage.expireTags(['team']);
    expect(keyspace.get('bob')).toBeUndefined();
  });

  it('does not bring an invalidated entry back by expiring it', async () => {
    const { storage, keyspace } = setUp();
    keyspace.offer('ada', entryUntil(1, 60_000, { tags: ['team'] }));
    await storage.invalidateTags(['team']);

    keyspace.expire('ada');

    expect(keyspace.get('ada')).toBeUndefined();
  });

  it('reclaims what they invalidated without a read, also what would never expire', async () => {
    const { storage, keyspace, clock, told } = setUp();
    keyspace.offer('ada', entryOf(1, { tags: ['team'] }));
    keyspace.offer('bob', entryOf(2, { tags: ['team'] }));
    expect(clock.pending).toBe(0);

    await storage.invalidateTags(['team']);
    await clock.advance('30s');

    expect(told).toEqual(
      expect.arrayContaining([
        ['ada', 'invalidated'],
        ['bob', 'invalidated'],
      ]),
    );
    expect(clock.pending).toBe(0);
  });

  it('costs a function nothing that has no entry with the tag', async () => {
    const { storage, keyspace, clock } = setUp();
    keyspace.offer('ada', entryOf(1, { tags: ['team'] }));

    await storage.invalidateTags(['other']);

    expect(clock.pending).toBe(0);
  });

  it('survives what writes while it is told', async () => {
    const { storage, keyspace, removed } = setUp();
    removed.hear = (key) => void keyspace.offer(key, entryOf('again', { tags: ['team'] }));
    keyspace.offer('ada', entryOf('old', { tags: ['team'] }));
    await storage.invalidateTags(['team']);

    expect(keyspace.get('ada')).toBeUndefined();
    expect(keyspace.get('ada')).toMatchObject({ value: 'again' });
  });

  it('serves exactly what was stored after the last invalidation of each of its tags', async () => {
    const tags = fc.subarray(['a', 'b', 'c', 'c']);
    const step = fc.record({
      what: fc.constantFrom('offer', 'offer', 'get', 'invalidate', 'expire', 'invalidateTags', 'expireTags', 'clear'),
      key: fc.constantFrom('1', '2', '3'),
      tags,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const storage = new MemoryStorage(bound);
        const { keyspace, clock } = open(storage);
        const model = new Map<string, { tags: string[]; value: number; isExpired: boolean }>();
        for (const [at, { what, key, tags }] of steps.entries()) {
          if (what === 'offer') {
            keyspace.offer(key, entryUntil(at, 1_000_000, { tags }));
            model.set(key, { tags, value: at, isExpired: false });
          } else if (what === 'invalidateTags') {
            await storage.invalidateTags(tags);
            for (const [other, entry] of model) if (entry.tags.some((tag) => tags.includes(tag))) model.delete(other);
          } else if (what === 'expireTags') {
            await storage.expireTags(tags);
            for (const entry of model.values()) entry.isExpired ||= entry.tags.some((tag) => tags.includes(tag));
          } else if (what === 'clear') {
            keyspace.clear();
            model.clear();
          } else if (what === 'invalidate') {
            keyspace.invalidate(key);
            model.delete(key);
          } else if (what === 'expire') {
            keyspace.expire(key);
            const entry = model.get(key);
            if (entry) entry.isExpired = true;
          } else {
            const found = keyspace.get(key);
            const entry = model.get(key);
            expect(found?.value).toBe(entry?.value);
            expect(found && found.expiresAt <= clock.now()).toBe(entry?.isExpired);
          }
        }
        for (const key of ['1', '2', '3']) expect(keyspace.get(key)?.value).toBe(model.get(key)?.value);
      }),
      { numRuns: 1_000 },
    );
  });
});
