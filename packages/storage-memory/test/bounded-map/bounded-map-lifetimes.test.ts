import { describe, expect, it, jest } from '@jest/globals';
import type { RemovalReason } from '@memoir/core';
import { ManualClock } from '@memoir/core/testing';
import { BoundedMap } from '../../src/bounded-map/bounded-map.js';
import type { BoundedMapOptions } from '../../src/bounded-map/bounded-map-options.js';

function setUp(options: BoundedMapOptions<string, number> = {}) {
  const clock = new ManualClock(1_000);
  const told: [string, number, RemovalReason][] = [];
  const onDelete = (...args: [string, number, RemovalReason]) => void told.push(args);
  const map = new BoundedMap<string, number>({ clock, onDelete, sweepEvery: 'never', ...options });
  return { map, clock, told };
}

describe('a lifetime in a bounded map', () => {
  it('ends at the very millisecond', async () => {
    const { map, clock } = setUp({ timeToLive: 100 });
    map.set('a', 1);

    await clock.advance(99);
    expect([map.has('a'), map.peek('a'), map.get('a'), map.remaining('a')]).toEqual([true, 1, 1, 1]);

    await clock.advance(1);
    expect([map.has('a'), map.peek('a'), map.remaining('a'), map.get('a')]).toEqual([
      false,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each<[string, (map: BoundedMap<string, number>) => unknown, unknown]>([
    ['size', (map) => map.size, 1],
    ['keys', (map) => [...map.keys()], ['stays']],
    ['values', (map) => [...map.values()], [2]],
    ['entries', (map) => [...map], [['stays', 2]]],
    [
      'forEach',
      (map) => {
        let seen = 0;
        map.forEach(() => void seen++);
        return seen;
      },
      1,
    ],
    ['delete', (map) => map.delete('a'), false],
    ['take', (map) => map.take('a'), undefined],
    ['touch', (map) => map.touch('a'), false],
    ['setTimeToLive', (map) => map.setTimeToLive('a', '1h'), false],
    ['expireAt', (map) => map.expireAt('a', 1e9), false],
    ['getOrInsert', (map) => map.getOrInsert('a', 7), 7],
    ['getOrInsertComputed', (map) => map.getOrInsertComputed('a', () => 7), 7],
    ['deleteOldest', (map) => map.deleteOldest(), ['stays', 2]],
    ['toJSON', (map) => map.toJSON().entries, [['stays', 2, null]]],
  ])('cannot be seen by %s after its end', async (_name, see, expected) => {
    const { map, clock } = setUp();
    map.set('a', 1, { timeToLive: '1s' }).set('stays', 2);
    await clock.advance('1s');

    expect(see(map)).toEqual(expected);
  });

  it('is not extended by reading, and begins anew by writing', async () => {
    const { map, clock } = setUp({ timeToLive: 100 });
    map.set('read', 1).set('written', 1);
    await clock.advance(60);
    map.get('read');
    map.set('written', 2);
    await clock.advance(60);

    expect([map.get('read'), map.get('written')]).toEqual([undefined, 2]);
  });

  it('can be given to one key, or to all that are written afterwards', async () => {
    const { map, clock } = setUp({ timeToLive: '10s' });
    map.set('mine', 1, { timeToLive: '1m' }).set('default', 1).set('never', 1, { timeToLive: 'never' });
    expect(map.defaultTimeToLive).toBe(10_000);
    map.defaultTimeToLive = '20s';
    map.set('later', 1);
    map.defaultTimeToLive = 'never';
    map.set('last', 1);

    expect(['mine', 'default', 'never', 'later', 'last', 'nobody'].map((key) => map.remaining(key))).toEqual([
      60_000,
      10_000,
      Number.POSITIVE_INFINITY,
      20_000,
      Number.POSITIVE_INFINITY,
      undefined,
    ]);
    await clock.advance('1m');
    expect([...map.keys()]).toEqual(['never', 'last']);
  });

  it('can be changed while it lasts', async () => {
    const { map, clock } = setUp({ timeToLive: '10s' });
    for (const key of ['a', 'b', 'c', 'd']) map.set(key, 1);
    await clock.advance('5s');

    expect(map.setTimeToLive('a', '10s')).toBe(true);
    expect(map.setTimeToLive('b', 'never')).toBe(true);
    expect(map.expireAt('c', clock.now() + 1)).toBe(true);
    expect(map.setTimeToLive('nobody', '10s')).toBe(false);
    expect(map.expireAt('nobody', 1e9)).toBe(false);

    expect([...map.keys()]).toEqual(['a', 'b', 'c', 'd']);
    expect(['a', 'b', 'c', 'd'].map((key) => map.remaining(key))).toEqual([10_000, Number.POSITIVE_INFINITY, 1, 5_000]);
    await clock.advance('5s');
    expect([...map.keys()]).toEqual(['a', 'b']);
  });

  it('ends at once where its instant has passed', () => {
    const { map, told } = setUp();
    map.set('a', 1);

    expect(map.expireAt('a', 0)).toBe(true);
    expect(map.get('a')).toBeUndefined();
    expect(told).toEqual([['a', 1, 'expired']]);
  });

  it('can be asked about in three answers', async () => {
    const { map, clock } = setUp();
    map.set('a', 1, { timeToLive: 10 }).set('b', 2);
    expect([map.isExpired('a'), map.isExpired('b'), map.isExpired('c')]).toEqual([false, false, undefined]);

    await clock.advance(10);
    expect([map.isExpired('a'), map.isExpired('b')]).toEqual([true, false]);
    map.sweep();
    expect(map.isExpired('a')).toBeUndefined();
  });

  it('does not change the order of use by being asked about or changed', () => {
    const { map } = setUp();
    map.set('a', 1).set('b', 2);
    map.has('a');
    map.peek('a');
    map.remaining('a');
    map.isExpired('a');
    map.setTimeToLive('a', '1s');
    map.expireAt('a', 1e9);

    expect([...map.keys()]).toEqual(['a', 'b']);
  });

  it('ends before anything live has to go', async () => {
    const { map, clock, told } = setUp({ maxEntries: 3 });
    map.set('old', 1).set('short', 2, { timeToLive: 10 }).set('new', 3);
    await clock.advance(10);

    map.set('next', 4);

    expect(told).toEqual([['short', 2, 'expired']]);
    expect([...map.keys()]).toEqual(['old', 'new', 'next']);
  });

  it('is over, not replaced, where a key is written after its end', async () => {
    const { map, clock, told } = setUp();
    map.set('a', 1, { timeToLive: 10 });
    await clock.advance(10);
    map.set('a', 2);

    expect(told).toEqual([['a', 1, 'expired']]);
    expect(map.get('a')).toBe(2);
  });

  it('asks the clock only where something can expire', () => {
    const clock = new ManualClock();
    clock.now = () => {
      throw new TypeError('no time');
    };
    const map = new BoundedMap<string, number>({ clock, maxEntries: 2 }, [
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);

    expect([map.get('c'), map.size, map.remaining('c'), [...map]]).toEqual([
      3,
      2,
      Number.POSITIVE_INFINITY,
      [
        ['b', 2],
        ['c', 3],
      ],
    ]);
  });
});

describe('the sweep of a bounded map', () => {
  it('says how many it reclaimed', async () => {
    const { map, clock, told } = setUp({ timeToLive: 10 });
    map.set('a', 1).set('b', 2).set('c', 3, { timeToLive: 20 });
    expect(map.sweep()).toBe(0);
    await clock.advance(10);

    expect(map.sweep()).toBe(2);
    expect(told).toEqual([
      ['a', 1, 'expired'],
      ['b', 2, 'expired'],
    ]);
  });

  it('comes every 5 seconds by itself, as long as something can expire', async () => {
    const { map, clock, told } = setUp({ sweepEvery: undefined });
    map.set('never', 0);
    expect(clock.pending).toBe(0);
    map.set('a', 1, { timeToLive: 1 });
    expect(clock.pending).toBe(1);

    await clock.advance(4_999);
    expect(told).toEqual([]);
    await clock.advance(1);
    expect(told).toEqual([['a', 1, 'expired']]);
    expect(clock.pending).toBe(0);

    map.setTimeToLive('never', '1s');
    await clock.advance('10s');
    expect(told).toHaveLength(2);
  });

  it('is not stopped by a listener that fails', async () => {
    const failing = () => {
      throw new TypeError('deaf');
    };
    const { map, clock } = setUp({ sweepEvery: '1s', onDelete: failing });
    map.set('a', 1, { timeToLive: '1s' }).set('b', 2, { timeToLive: '2s' });
    const warn = jest.spyOn(process, 'emitWarning').mockReturnValue();

    await clock.advance('3s');

    expect([map.isExpired('a'), map.isExpired('b')]).toEqual([undefined, undefined]);
    expect(warn).toHaveBeenCalledTimes(2);
    warn.mockRestore();
  });

  it('makes way for other work after a thousand', async () => {
    const { map, clock } = setUp({ sweepEvery: '1s' });
    for (let key = 0; key < 2_500; key++) map.set(String(key), key, { timeToLive: 1 });
    let pauses = 0;
    const { schedule } = ManualClock.prototype;
    clock.schedule = (after, task) => {
      pauses++;
      return schedule.call(clock, after, task);
    };

    await clock.advance('1s');

    expect(pauses).toBe(2);
    expect(map.isExpired('2499')).toBeUndefined();
  });

  it('leaves no timer after close, which may be called twice and leaves the map usable', async () => {
    const { map, clock } = setUp({ sweepEvery: '1s' });
    map.set('a', 1, { timeToLive: '1s' });

    map.close();
    map.close();
    map.set('b', 2, { timeToLive: '1s' });

    expect(clock.pending).toBe(0);
    expect(map.get('b')).toBe(2);
    await clock.advance('1s');
    expect([map.has('b'), map.size]).toEqual([false, 0]);
  });

  it('ends with the block that uses the map', () => {
    const { clock } = setUp();
    {
      using map = new BoundedMap<string, number>({ clock, timeToLive: '1s' });
      map.set('a', 1);
      expect(clock.pending).toBe(1);
    }

    expect(clock.pending).toBe(0);
  });
});
