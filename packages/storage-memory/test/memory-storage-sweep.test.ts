import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '@memoir/core/testing';
import { MemoryStorage } from '../src/memory-storage.js';
import { entryOf, entryUntil, open } from './opened.js';

describe.each([
  ['without a bound', {}],
  ['with a bound', { maxEntries: 1_000_000 }],
] as const)('the sweep of a memory storage %s', (_name, bound) => {
  it('reclaims what has expired without a read, at the very millisecond', async () => {
    const { keyspace, clock, told } = open(new MemoryStorage({ ...bound, sweepEvery: '10s' }));
    keyspace.offer('due', entryUntil(1, 10_000));
    keyspace.offer('later', entryUntil(2, 10_001));
    keyspace.offer('never', entryOf(3));

    await clock.advance('10s');

    expect(keyspace.get('due')).toBeUndefined();
    expect(keyspace.get('later')).toBeDefined();
    expect(told).toEqual([['due', 'expired']]);

    await clock.advance('10s');

    expect(told).toEqual([
      ['due', 'expired'],
      ['later', 'expired'],
    ]);
    expect(keyspace.get('never')).toBeDefined();
  });

  it('goes by how long an entry is kept, not by when it expires', async () => {
    const { keyspace, clock } = open(new MemoryStorage({ ...bound, sweepEvery: '10s' }));
    keyspace.offer('ada', entryOf(1, { staleAt: 1, expiresAt: 2, keepUntil: 15_000 }));

    await clock.advance('10s');
    expect(keyspace.get('ada')).toBeDefined();

    await clock.advance('10s');
    expect(keyspace.get('ada')).toBeUndefined();
  });

  it('comes every 30 seconds unless told otherwise', async () => {
    const { keyspace, clock } = open(new MemoryStorage(bound));
    keyspace.offer('ada', entryUntil(1, 1));

    await clock.advance(29_999);
    expect(keyspace.get('ada')).toBeDefined();

    await clock.advance(1);
    expect(keyspace.get('ada')).toBeUndefined();
  });

  it('has no timer until something can expire, and none when nothing is left that can', async () => {
    const { keyspace, clock } = open(new MemoryStorage(bound));
    keyspace.offer('never', entryOf(1));
    expect(clock.pending).toBe(0);

    keyspace.offer('ada', entryUntil(1, 1));
    expect(clock.pending).toBe(1);

    await clock.advance('1m');
    expect(clock.pending).toBe(0);

    keyspace.offer('bob', entryUntil(1, 70_000));
    await clock.advance('1m');
    expect(keyspace.get('bob')).toBeUndefined();
  });

  it('comes again for what was expired while it was under way', async () => {
    const { keyspace, clock, removed } = open(new MemoryStorage(bound));
    keyspace.offer('ada', entryUntil(1, 50_000));
    for (let key = 0; key < 3; key++) keyspace.offer(String(key), entryUntil(1, 1));
    keyspace.offer('bob', entryUntil(1, 50_000));
    removed.hear = () => ['ada', 'bob'].forEach((key) => void keyspace.expire(key));

    await clock.advance('1m');

    expect([keyspace.get('ada'), keyspace.get('bob')]).toEqual([undefined, undefined]);
  });

  it('stops after what could expire went another way', async () => {
    const { keyspace, clock } = open(new MemoryStorage(bound));
    keyspace.offer('ada', entryUntil(1, 1_000_000));
    keyspace.invalidate('ada');

    await clock.advance('30s');

    expect(clock.pending).toBe(0);
  });

  it('never comes where it is switched off', async () => {
    const { keyspace, clock } = open(new MemoryStorage({ ...bound, sweepEvery: 'never' }));
    keyspace.offer('ada', entryUntil(1, 1));

    await clock.advance('1d');

    expect(clock.pending).toBe(0);
    expect(keyspace.get('ada')).toBeDefined();
  });

  it('serves all functions with one timer per clock', async () => {
    const storage = new MemoryStorage(bound);
    const clock = new ManualClock();
    const spaces = ['a', 'b', 'c'].map((name) => open(storage, name, clock));
    for (const { keyspace } of spaces) keyspace.offer('key', entryUntil(1, 1));
    expect(clock.pending).toBe(1);

    await clock.advance('30s');

    for (const { keyspace } of spaces) expect(keyspace.get('key')).toBeUndefined();
    expect(clock.pending).toBe(0);
  });

  it('looks at a bounded number of entries before other work has its turn', async () => {
    const { keyspace, clock, told } = open(new MemoryStorage(bound));
    const inOneGo: number[] = [];
    const { schedule } = ManualClock.prototype;
    clock.schedule = (after, task) =>
      schedule.call(clock, after, () => {
        const before = told.length;
        task();
        inOneGo.push(told.length - before);
      });
    for (let key = 0; key < 5_000; key++) keyspace.offer(String(key), entryUntil(key, 1));

    await clock.advance('30s');

    expect(told).toHaveLength(5_000);
    expect(Math.max(...inOneGo)).toBeLessThanOrEqual(1_000);
  });

  it('survives that its entries are changed while it is under way', async () => {
    const { keyspace, clock, removed } = open(new MemoryStorage(bound));
    for (let key = 0; key < 3_000; key++) keyspace.offer(String(key), entryUntil(key, 1));
    let told = 0;
    removed.hear = (key) => {
      told++;
      keyspace.invalidate(String(Number(key) + 1));
      keyspace.invalidate(String(Number(key) - 1));
      if (told === 700) keyspace.clear();
      if (told % 3 === 0) keyspace.offer(`again ${key}`, entryUntil(key, 31_000));
    };

    await clock.advance('2m');

    expect(clock.pending).toBe(0);
    for (let key = 0; key < 3_000; key++) expect(keyspace.get(String(key))).toBeUndefined();
  });

  it('goes on after one who is told of it fails', async () => {
    const { keyspace, clock, reported, removed } = open(new MemoryStorage(bound));
    removed.hear = () => {
      throw new TypeError('deaf');
    };
    keyspace.offer('ada', entryUntil(1, 1));
    keyspace.offer('bob', entryUntil(1, 1));
    keyspace.offer('eve', entryUntil(1, 40_000));

    await clock.advance('1m');

    expect(reported).toHaveLength(3);
    expect(keyspace.get('eve')).toBeUndefined();
  });

  it('goes on after its clock failed', async () => {
    const clock = new ManualClock();
    const { keyspace } = open(new MemoryStorage(bound), 'users', clock);
    keyspace.offer('ada', entryUntil(1, 1));
    const { now } = ManualClock.prototype;
    clock.now = () => {
      clock.now = now;
      throw new TypeError('no time');
    };

    await expect(clock.advance('30s')).rejects.toThrow('no time');
    await clock.advance('30s');

    expect(keyspace.get('ada')).toBeUndefined();
  });

  it('leaves no timer after close, which may be called twice and leaves the storage usable', async () => {
    const storage = new MemoryStorage(bound);
    const { keyspace, clock } = open(storage);
    keyspace.offer('ada', entryUntil(1, 1));

    await storage.close();
    await storage.close();
    expect(clock.pending).toBe(0);

    keyspace.offer('bob', entryUntil(2, 1));
    open(storage, 'opened late', clock).keyspace.offer('eve', entryUntil(3, 1));
    expect(clock.pending).toBe(0);
    expect(keyspace.get('bob')).toBeDefined();
  });

  it('leaves no timer after a close in the middle of it', async () => {
    const storage = new MemoryStorage(bound);
    const { keyspace, clock, told, removed } = open(storage);
    for (let key = 0; key < 3_000; key++) keyspace.offer(String(key), entryUntil(key, 1));
    removed.hear = (key, reason) => {
      told.push([key, reason]);
      if (told.length === 1) void storage.close();
    };

    await clock.advance('1h');

    expect(clock.pending).toBe(0);
    expect(told.length).toBeLessThanOrEqual(1_000);
  });
});
