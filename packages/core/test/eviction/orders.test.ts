import { describe, expect, it } from '@jest/globals';
import { LeastFrequentlyUsedEvictionStrategy } from '../../src/eviction/least-frequently-used-eviction-strategy.js';
import { LeastRecentlyUpdatedEvictionStrategy } from '../../src/eviction/least-recently-updated-eviction-strategy.js';
import { LeastRecentlyUsedEvictionStrategy } from '../../src/eviction/least-recently-used-eviction-strategy.js';
import { NoEvictionStrategy } from '../../src/eviction/no-eviction-strategy.js';
import { BoundedModel } from './cache-model.js';

const request = (model: BoundedModel, keys: string) => [...keys].map((key) => model.request(key));

describe('no eviction', () => {
  it('never names a key', () => {
    const model = new BoundedModel(new NoEvictionStrategy());
    for (let n = 0; n < 10_000; n++) model.write(`${n}`);

    expect(model.entries.size).toBe(10_000);
    expect(model.strategy.tracked()).toEqual([]);
  });
});

describe('least recently updated', () => {
  it('goes by writes and not by reads', () => {
    const model = new BoundedModel(new LeastRecentlyUpdatedEvictionStrategy({ capacity: 3 }));
    request(model, 'abcaaa');

    model.write('d');

    expect(model.released).toEqual(['a']);
  });

  it('keeps longest what was written anew', () => {
    const model = new BoundedModel(new LeastRecentlyUpdatedEvictionStrategy({ capacity: 3 }));
    request(model, 'abc');
    model.write('a');

    request(model, 'de');

    expect(model.released).toEqual(['b', 'c']);
    expect(model.strategy.tracked()).toEqual(['a', 'd', 'e']);
  });
});

describe('least recently used', () => {
  it('goes by reads', () => {
    const model = new BoundedModel(new LeastRecentlyUsedEvictionStrategy({ capacity: 3 }));

    request(model, 'abcabd');

    expect(model.released).toEqual(['c']);
    expect(model.strategy.tracked()).toEqual(['a', 'b', 'd']);
  });

  it('does not take a refresh for a read', () => {
    const model = new BoundedModel(new LeastRecentlyUsedEvictionStrategy({ capacity: 3 }));
    request(model, 'abc');
    model.write('a');

    request(model, 'd');

    expect(model.released).toEqual(['a']);
  });
});

describe('least frequently used', () => {
  it('goes by how often a key was read, then by how long its count has stood', () => {
    const model = new BoundedModel(new LeastFrequentlyUsedEvictionStrategy({ capacity: 3 }));

    request(model, 'abcaabcde');

    expect(model.released).toEqual(['b', 'd']);
    expect(model.strategy.tracked()).toEqual(['e', 'c', 'a']);
  });

  it('spares the newcomer although it was counted least', () => {
    const model = new BoundedModel(new LeastFrequentlyUsedEvictionStrategy({ capacity: 2 }));

    request(model, 'aaabbbc');

    expect(model.released).toEqual(['a']);
  });

  it('does not count a refresh', () => {
    const model = new BoundedModel(new LeastFrequentlyUsedEvictionStrategy({ capacity: 2 }));
    request(model, 'abb');
    for (let n = 0; n < 5; n++) model.write('a');

    request(model, 'c');

    expect(model.released).toEqual(['a']);
  });

  it('lets go of what was popular long ago', () => {
    const model = new BoundedModel(new LeastFrequentlyUsedEvictionStrategy({ capacity: 3 }));
    request(model, 'a'.repeat(120));

    request(model, 'bc'.repeat(160));
    request(model, 'd');

    expect(model.released).toEqual(['a']);
  });
});
