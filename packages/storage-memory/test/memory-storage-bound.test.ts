import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MemoryStorage } from '../src/memory-storage.js';
import { entryOf, entryUntil, open } from './opened.js';

interface Step {
  readonly space: number;
  readonly key: string;
  readonly what: 'get' | 'offer' | 'invalidate' | 'expire' | 'clear';
}

/** Fills a storage and says afterwards which of the keys are still held, without using any. */
function held(spaces: Record<string, ReturnType<typeof open>>, keys: readonly string[]) {
  return keys.filter((key) => {
    const [name, own] = key.split(':') as [string, string];
    return spaces[name]!.keyspace.get(own) !== undefined;
  });
}

describe('a memory storage bounded by entries', () => {
  it('gives up what was used longest ago, and tells of it', () => {
    const { keyspace, told } = open(new MemoryStorage({ maxEntries: 2 }));
    keyspace.offer('ada', entryOf(1));
    keyspace.offer('bob', entryOf(2));
    keyspace.get('ada');

    keyspace.offer('eve', entryOf(3));

    expect(told).toEqual([['bob', 'evicted']]);
    expect(keyspace.get('bob')).toBeUndefined();
    expect(keyspace.get('ada')).toBeDefined();
    expect(keyspace.get('eve')).toBeDefined();
  });

  it('gives up nothing for a newer entry of the same key', () => {
    const { keyspace, told } = open(new MemoryStorage({ maxEntries: 2 }));
    keyspace.offer('ada', entryOf(1));
    keyspace.offer('bob', entryOf(2));
    keyspace.offer('ada', entryOf(3));

    expect(told).toEqual([]);
    expect(keyspace.get('bob')).toBeDefined();
  });

  it('is one bound over all functions, and gives up the coldest wherever it is', () => {
    const storage = new MemoryStorage({ maxEntries: 4 });
    const spaces = { a: open(storage, 'a'), b: open(storage, 'b'), c: open(storage, 'c') };
    spaces.a.keyspace.offer('1', entryOf(1));
    spaces.b.keyspace.offer('1', entryOf(1));
    spaces.c.keyspace.offer('1', entryOf(1));
    spaces.b.keyspace.offer('2', entryOf(1));

    spaces.a.keyspace.get('1');
    spaces.c.keyspace.offer('2', entryOf(1));
    spaces.c.keyspace.offer('3', entryOf(1));

    expect([spaces.a.told, spaces.b.told, spaces.c.told]).toEqual([[], [['1', 'evicted']], [['1', 'evicted']]]);
    expect(held(spaces, ['a:1', 'b:1', 'b:2', 'c:1', 'c:2', 'c:3'])).toEqual(['a:1', 'b:2', 'c:2', 'c:3']);
  });

  it('does not take expiring for a use', () => {
    const { keyspace, told } = open(new MemoryStorage({ maxEntries: 2 }));
    keyspace.offer('ada', entryUntil(1, 1_000));
    keyspace.offer('bob', entryUntil(2, 1_000));
    keyspace.expire('ada');

    keyspace.offer('eve', entryOf(3));

    expect(told).toEqual([['ada', 'evicted']]);
  });

  it('makes room by what is removed otherwise', () => {
    const storage = new MemoryStorage({ maxEntries: 3 });
    const users = open(storage, 'users');
    const orders = open(storage, 'orders');
    users.keyspace.offer('1', entryOf(1));
    users.keyspace.offer('2', entryOf(1));
    orders.keyspace.offer('1', entryOf(1));

    users.keyspace.invalidate('1');
    orders.keyspace.offer('2', entryOf(1));
    users.keyspace.clear();
    orders.keyspace.offer('3', entryOf(1));

    expect([...users.told, ...orders.told]).toEqual([]);
    orders.keyspace.offer('4', entryOf(1));
    expect(orders.told).toEqual([['1', 'evicted']]);
  });

  it('is consistent when it tells, so that whoever is told may write', () => {
    const { keyspace, removed } = open(new MemoryStorage({ maxEntries: 2 }));
    const told: string[] = [];
    removed.hear = (key) => {
      told.push(key);
      if (told.length === 1) keyspace.offer('back', entryOf(0));
    };
    keyspace.offer('ada', entryOf(1));
    keyspace.offer('bob', entryOf(2));
    keyspace.offer('eve', entryOf(3));

    expect(told).toEqual(['ada', 'bob']);
    expect(keyspace.get('eve')).toBeDefined();
    expect(keyspace.get('back')).toBeDefined();
  });

  it('always gives up the coldest of one function, and no other function has one that was used in an earlier turn', () => {
    const step: fc.Arbitrary<Step> = fc.record({
      space: fc.integer({ min: 0, max: 3 }),
      key: fc.integer({ min: 0, max: 5 }).map(String),
      what: fc.constantFrom<Step['what'][]>('get', 'get', 'offer', 'offer', 'offer', 'invalidate', 'expire', 'clear'),
    });
    const run = (maxEntries: number, steps: Step[]) => {
      const storage = new MemoryStorage({ maxEntries });
      let turn = 0;
      // Per function, the keys in order of use with the turn of their last use: what the storage must agree with.
      const spaces = [0, 1, 2, 3].map((name) => ({ ...open(storage, String(name)), uses: new Map<string, number>() }));
      for (const { removed, uses } of spaces) {
        removed.hear = (key, reason) => {
          expect([reason, key]).toEqual(['evicted', uses.keys().next().value]);
          const coldest = spaces.map((other) => other.uses.values().next().value ?? Number.POSITIVE_INFINITY);
          expect(uses.get(key)).toBe(Math.min(...coldest));
          uses.delete(key);
        };
      }
      for (const { space, key, what } of steps) {
        const { keyspace, uses } = spaces[space]!;
        if (what === 'offer' || (what === 'get' && uses.has(key))) {
          uses.delete(key);
          uses.set(key, what === 'offer' ? ++turn : turn);
        } else if (what === 'clear') uses.clear();
        else if (what === 'invalidate') uses.delete(key);
        if (what === 'offer') keyspace.offer(key, entryUntil(turn, 10));
        else if (what === 'clear') keyspace.clear();
        else keyspace[what](key);
        expect(spaces.reduce((sum, other) => sum + other.uses.size, 0)).toBeLessThanOrEqual(maxEntries);
      }
      for (const { keyspace, uses, reported } of spaces) {
        // What fails in a listener, an expectation too, is reported and does not get out.
        expect(reported).toEqual([]);
        for (const key of ['0', '1', '2', '3', '4', '5']) expect(keyspace.get(key) !== undefined).toBe(uses.has(key));
      }
    };
    fc.assert(fc.property(fc.integer({ min: 1, max: 8 }), fc.array(step, { maxLength: 60 }), run), { numRuns: 2_000 });
  });
});

describe('a memory storage bounded by bytes', () => {
  it('stays under its bound', () => {
    const { keyspace, told } = open(new MemoryStorage({ maxBytes: '100K' }));
    for (let key = 0; key < 50; key++) keyspace.offer(String(key), entryOf('x'.repeat(10_000)));

    expect(told).toHaveLength(41);
    expect(told[0]).toEqual(['0', 'evicted']);
  });

  it('counts keys and what it needs itself', () => {
    const small = open(new MemoryStorage({ maxBytes: '100K' }));
    for (let key = 0; key < 1_000; key++) small.keyspace.offer(String(key), entryOf(0));
    const long = open(new MemoryStorage({ maxBytes: '100K' }));
    for (let key = 0; key < 1_000; key++) long.keyspace.offer(`${'x'.repeat(1_000)}${key}`, entryOf(0));

    expect(1_000 - small.told.length).toBeGreaterThan(200);
    expect(1_000 - small.told.length).toBeLessThan(400);
    expect(1_000 - long.told.length).toBeLessThan(100);
  });

  it('does not store what is larger than the bound, reports it, and gives up nothing but the older entry of that key', () => {
    const { keyspace, told, reported } = open(new MemoryStorage({ maxBytes: '10K' }));
    keyspace.offer('ada', entryOf('small'));
    keyspace.offer('bob', entryOf('small'));

    expect(keyspace.offer('ada', entryOf(Buffer.alloc(20_000)))).toBe('not-stored');

    expect(keyspace.get('ada')).toBeUndefined();
    expect(keyspace.get('bob')).toBeDefined();
    expect(told).toEqual([['ada', 'evicted']]);
    expect(reported).toMatchObject([{ code: 'ERR_MEMOIR_STORAGE', key: 'ada' }]);
  });

  it('holds with a bound of entries at once', () => {
    const { keyspace, told } = open(new MemoryStorage({ maxBytes: '10K', maxEntries: 3 }));
    for (const key of ['1', '2', '3', '4']) keyspace.offer(key, entryOf(0));
    expect(told).toEqual([['1', 'evicted']]);

    keyspace.offer('5', entryOf('x'.repeat(9_300)));
    expect(told).toEqual([
      ['1', 'evicted'],
      ['2', 'evicted'],
      ['3', 'evicted'],
    ]);
  });

  it('takes values that cannot be measured for what they are', () => {
    const { keyspace } = open(new MemoryStorage({ maxBytes: '100K' }));
    const unreadable = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new TypeError('no');
        },
      },
    );

    expect(keyspace.offer('proxy', entryOf(unreadable))).toBe('stored');
    expect(keyspace.get('proxy')).toBeDefined();
  });
});
