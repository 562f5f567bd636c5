import { deserialize, serialize } from 'node:v8';
import { describe, expect, it } from '@jest/globals';
import { ConfigurationError } from '@memoir/core';
import { ManualClock } from '@memoir/core/testing';
import { BoundedMap } from '../../src/bounded-map/bounded-map.js';

const throughJson = (map: BoundedMap<any, any>): unknown => JSON.parse(JSON.stringify(map));

describe('a bounded map written down and read again', () => {
  it('has the same entries in the same order, until the same instants', async () => {
    const clock = new ManualClock(5_000);
    const map = new BoundedMap<string, number>({ clock, timeToLive: '10s' });
    map.set('a', 1).set('b', 2, { timeToLive: '1m' }).set('c', 3, { timeToLive: 'never' });
    map.get('a');
    const json = throughJson(map);
    await clock.advance('4s');

    const copy = BoundedMap.from<string, number>(json, { clock });

    expect([...copy]).toEqual([
      ['b', 2],
      ['c', 3],
      ['a', 1],
    ]);
    expect(['a', 'b', 'c'].map((key) => copy.remaining(key))).toEqual([6_000, 56_000, Number.POSITIVE_INFINITY]);
  });

  it('has the same settings', () => {
    const clock = new ManualClock();
    const map = new BoundedMap({ clock, timeToLive: '10s', maxBytes: '1M', maxEntries: 10, sweepEvery: '1m' });

    expect(throughJson(BoundedMap.from(throughJson(map), { clock }))).toEqual(throughJson(map));
    const free = new BoundedMap({ clock, sweepEvery: 'never' });
    expect(throughJson(BoundedMap.from(throughJson(free), { clock }))).toEqual(throughJson(free));
    expect(throughJson(free)).toEqual({ timeToLive: 'never', sweepEvery: 'never', entries: [] });
  });

  it('takes other settings where it is given some, and shrinks to them', () => {
    const told: string[] = [];
    const map = new BoundedMap({ maxEntries: 10, timeToLive: '10s' }, [
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);

    const copy = BoundedMap.from<string, number>(throughJson(map), {
      maxEntries: 2,
      timeToLive: undefined,
      onDelete: (key) => void told.push(key),
    });

    expect([...copy.keys()]).toEqual(['b', 'c']);
    expect(told).toEqual(['a']);
    expect(copy.defaultTimeToLive).toBe(10_000);
    for (const one of [map, copy]) one.close();
  });

  it('leaves out what has expired, before or meanwhile', async () => {
    const clock = new ManualClock();
    const map = new BoundedMap<string, number>({ clock });
    map.set('gone', 1, { timeToLive: 1 }).set('short', 2, { timeToLive: 10 }).set('long', 3);
    await clock.advance(1);
    const json = throughJson(map);
    await clock.advance(9);
    const told: string[] = [];

    const copy = BoundedMap.from<string, number>(json, { clock, onDelete: (key) => void told.push(key) });

    expect([...copy.keys()]).toEqual(['long']);
    expect(copy.isExpired('short')).toBeUndefined();
    expect(told).toEqual([]);
  });

  it('keeps bytes as Buffers', () => {
    const map = new BoundedMap<string, Uint8Array>({}, [
      ['buffer', Buffer.from('abc')],
      ['part', Buffer.from('xxabcxx').subarray(2, 5)],
      ['array', new Uint8Array([97, 98, 99])],
    ]);

    const copy = BoundedMap.from<string, Buffer>(throughJson(map));

    expect([...copy.values()].map((value) => Buffer.isBuffer(value) && value.toString())).toEqual([
      'abc',
      'abc',
      'abc',
    ]);
  });

  it('keeps all values where it is written by other means than JSON', () => {
    const map = new BoundedMap<unknown, unknown>({}, [[new Date(5), new Map([[1, undefined]])]]);

    const copy = BoundedMap.from(deserialize(serialize(map.toJSON())));

    expect([...copy]).toEqual([[new Date(5), new Map([[1, undefined]])]]);
  });

  it('measures anew', () => {
    const map = new BoundedMap<string, number>({ maxBytes: 100, sizeOf: (value) => value }, [
      ['a', 40],
      ['b', 30],
    ]);

    expect(BoundedMap.from<string, number>(throughJson(map), { sizeOf: (value) => value / 2 }).byteSize).toBe(35);
  });

  it.each([
    [undefined],
    [null],
    [5],
    ['{}'],
    [[]],
    [{}],
    [{ entries: 5 }],
    [{ entries: [5] }],
    [{ entries: [['a', 1, 'tomorrow']] }],
    [{ entries: [['a', 1]] }],
    [{ entries: [], maxEntries: -1 }],
    [{ entries: [], timeToLive: 'ever' }],
    [{ entries: [], surprise: true }],
  ])('is refused as %j', (json) => {
    expect(() => BoundedMap.from(json)).toThrow(ConfigurationError);
  });
});
