import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { RemovalReason } from '@memoir/core';
import { ManualClock } from '@memoir/core/testing';
import { BoundedMap } from '../../src/bounded-map/bounded-map.js';

describe('the listener of a bounded map', () => {
  let warn: jest.SpiedFunction<typeof process.emitWarning>;
  beforeEach(() => {
    warn = jest.spyOn(process, 'emitWarning').mockReturnValue();
  });
  afterEach(() => {
    warn.mockRestore();
  });

  it('hears of everything that leaves, with the reason', async () => {
    const clock = new ManualClock();
    const told: [string, number, RemovalReason][] = [];
    const map = new BoundedMap<string, number>({ clock, maxEntries: 2, onDelete: (...args) => void told.push(args) });
    map.set('evicted', 1).set('replaced', 2).set('x', 3);
    map.delete('x');
    map.set('replaced', 4);
    map.set('expired', 5, { timeToLive: 10 });
    await clock.advance(10);
    map.get('expired');
    map.set('taken', 6);
    map.take('taken');
    map.deleteOldest();
    map.set('cleared', 7);
    map.clear();

    expect(told).toEqual([
      ['evicted', 1, 'evicted'],
      ['x', 3, 'deleted'],
      ['replaced', 2, 'replaced'],
      ['expired', 5, 'expired'],
      ['taken', 6, 'deleted'],
      ['replaced', 4, 'deleted'],
      ['cleared', 7, 'cleared'],
    ]);
  });

  it('hears of what had expired before a clear as expired', async () => {
    const clock = new ManualClock();
    const told: unknown[] = [];
    const onDelete = (key: string, _value: number, reason: RemovalReason) => void told.push([key, reason]);
    const map = new BoundedMap<string, number>({ clock, onDelete });
    map.set('a', 1, { timeToLive: 10 }).set('b', 2);
    await clock.advance(10);
    map.clear();

    expect(told).toEqual([
      ['a', 'expired'],
      ['b', 'cleared'],
    ]);
  });

  it('finds the map consistent, and may change it', () => {
    const sizes: unknown[] = [];
    const map: BoundedMap<string, number> = new BoundedMap<string, number>({
      maxEntries: 2,
      onDelete: (key, value, reason) => {
        sizes.push([key, reason, map.size, map.has(key)]);
        if (key === 'a') map.set('back', value);
      },
    });
    map.set('a', 1).set('b', 2).set('c', 3);

    expect(sizes).toEqual([
      ['a', 'evicted', 2, false],
      ['b', 'evicted', 2, false],
    ]);
    expect([...map]).toEqual([
      ['c', 3],
      ['back', 1],
    ]);
  });

  it('hears one thing after another, never one inside another', () => {
    const log: string[] = [];
    const map: BoundedMap<string, number> = new BoundedMap<string, number>({
      onDelete: (key) => {
        log.push(`begins ${key}`);
        if (key === 'a') map.delete('b');
        log.push(`ends ${key}`);
      },
    });
    map.set('a', 1).set('b', 2);
    map.delete('a');

    expect(log).toEqual(['begins a', 'ends a', 'begins b', 'ends b']);
  });

  it('is told no further where it answers every removal with another', () => {
    let heard = 0;
    const map: BoundedMap<string, number> = new BoundedMap<string, number>({
      maxEntries: 1,
      onDelete: (key, value) => {
        heard++;
        map.set(key, value);
      },
    });
    map.set('a', 1).set('b', 2);

    expect(heard).toBe(1_000);
    expect(map.size).toBe(1);
    expect(warn).toHaveBeenCalledTimes(1);
    map.clear();
    expect(heard).toBeGreaterThan(1_000);
  });

  it('may fail without harm, and is heard of', () => {
    const map = new BoundedMap<string, number>({
      maxEntries: 1,
      onDelete: (key) => {
        throw new TypeError(`deaf to ${key}`);
      },
    });
    map.set('a', 1).set('b', 2).set('c', 3);

    expect([...map]).toEqual([['c', 3]]);
    expect(warn.mock.calls).toMatchObject([
      [
        expect.stringContaining('deaf to a'),
        { code: 'MEMOIR_ON_DELETE', detail: expect.stringContaining('deaf to a') },
      ],
      [expect.stringContaining('deaf to b'), { code: 'MEMOIR_ON_DELETE' }],
    ]);
  });

  it.each([undefined, Symbol('s'), Object.create(null)])('may throw %p', (thrown) => {
    const map = new BoundedMap<string, number>({
      onDelete: () => {
        throw thrown;
      },
    });
    map.set('a', 1).clear();

    expect(warn).toHaveBeenCalledTimes(1);
  });

  it('may be asynchronous and fail', async () => {
    const map = new BoundedMap<string, number>({
      onDelete: async () => {
        throw new TypeError('deaf');
      },
    });
    map.set('a', 1).clear();
    await new Promise((resolve) => setImmediate(resolve));

    expect(warn).toHaveBeenCalledTimes(1);
  });
});
