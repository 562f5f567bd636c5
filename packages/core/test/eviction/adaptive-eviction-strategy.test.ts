import { describe, expect, it } from '@jest/globals';
import type { TrackedEntry } from '../../src/entry/cache-entry.js';
import { AdaptiveEvictionStrategy } from '../../src/eviction/adaptive-eviction-strategy.js';
import { BoundedModel } from './cache-model.js';

/** Share of the requests that are hits. */
function hitRatio(model: BoundedModel, keys: Iterable<number>): number {
  let hits = 0;
  let requests = 0;
  for (const key of keys) {
    requests++;
    if (model.request(`key ${key}`)) hits++;
  }
  return hits / requests;
}

const cacheOf = (capacity: number) => new BoundedModel(new AdaptiveEvictionStrategy({ capacity }));

function* loop(length: number, requests: number, from = 0): Iterable<number> {
  for (let n = 0; n < requests; n++) yield from + (n % length);
}

function* backAndForth(length: number, requests: number): Iterable<number> {
  for (let n = 0; n < requests; n++) yield Math.abs((n % (2 * length)) - length);
}

/** The same numbers between 0 and 1 each time. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (state * 48_271) % 2_147_483_647;
    yield state / 2_147_483_647;
  }
}

/** Key `n` of `keys` is asked for as often as Zipf's law says with exponent 1. */
function* zipf(keys: number, requests: number, random: Generator<number, never>): Iterable<number> {
  for (let n = 0; n < requests; n++) yield Math.floor(keys ** random.next().value) - 1;
}

describe('the adaptive strategy', () => {
  it('marks a new entry with the era of its arrival, and not with what its slot tells of an entry that has gone', () => {
    const strategy = new AdaptiveEvictionStrategy({ capacity: 2 });
    for (const key of ['a', 'b', 'c', 'd']) {
      const entry = { value: key, strategySlot: undefined as unknown } as TrackedEntry;
      strategy.markWritten(key, entry);
      const mark = entry.strategySlot;
      strategy.markRead(key, entry);
      expect(entry.strategySlot).toBe(mark);
      for (let gone = strategy.nextToRelease(); gone !== undefined; gone = strategy.nextToRelease()) {
        strategy.markReleased(gone);
      }
    }
  });

  it('keeps most of a loop that is longer than the cache, of which LRU would keep nothing', () => {
    const model = cacheOf(500);
    hitRatio(model, loop(1_000, 5_000));

    expect(hitRatio(model, loop(1_000, 50_000))).toBeGreaterThan(0.95 * 0.5);
  });

  it('does nearly what LRU does where that is the optimum', () => {
    const model = cacheOf(500);
    hitRatio(model, backAndForth(2_000, 40_000));

    expect(hitRatio(model, backAndForth(2_000, 40_000))).toBeGreaterThan(0.95 * 0.25);
  });

  it('notices when one turns into the other and back', () => {
    const model = cacheOf(500);
    for (let phase = 0; phase < 3; phase++) {
      hitRatio(model, loop(1_000, 30_000));
      const looping = hitRatio(model, loop(1_000, 10_000));
      hitRatio(model, backAndForth(2_000, 40_000));
      const returning = hitRatio(model, backAndForth(2_000, 12_000));

      expect(looping).toBeGreaterThan(0.8 * 0.5);
      expect(returning).toBeGreaterThan(0.7 * 0.25);
    }
  });

  it('is not emptied by a scan', () => {
    const random = numbers(7);
    const model = cacheOf(1_000);
    hitRatio(model, zipf(100_000, 100_000, random));
    const before = hitRatio(model, zipf(100_000, 5_000, random));

    hitRatio(model, loop(10_000, 10_000, 1_000_000));

    expect(hitRatio(model, zipf(100_000, 5_000, random))).toBeGreaterThan(before - 0.03);
  });

  it('lets go of what was popular once', () => {
    const random = numbers(7);
    const model = cacheOf(1_000);
    hitRatio(model, zipf(100_000, 200_000, random));
    const shifted = (keys: Iterable<number>) => Array.from(keys, (key) => key + 1_000_000);

    hitRatio(model, shifted(zipf(100_000, 50_000, random)));
    const late = hitRatio(model, shifted(zipf(100_000, 20_000, random)));
    const fresh = cacheOf(1_000);
    hitRatio(fresh, shifted(zipf(100_000, 50_000, random)));

    expect(late).toBeGreaterThan(hitRatio(fresh, shifted(zipf(100_000, 20_000, random))) - 0.02);
  });

  it('adapts where the bound is a weight, too', () => {
    const capacity = 5_000;
    const weigh = (value: number) => value;
    const model = new BoundedModel(new AdaptiveEvictionStrategy({ capacity, weigh }));
    const request = (key: number) => model.request(`key ${key}`, 5 + (key % 11));
    for (const key of backAndForth(2_000, 60_000)) request(key);

    const hits = [...backAndForth(2_000, 40_000)].filter(request).length;

    expect(hits / 40_000).toBeGreaterThan(0.9 * 0.25);
  });

  it('goes on adapting after its capacity was changed', () => {
    const strategy = new AdaptiveEvictionStrategy({ capacity: 2_000 });
    const model = new BoundedModel(strategy);
    hitRatio(model, loop(4_000, 40_000));

    strategy.setCapacity(500);
    model.shrink();
    hitRatio(model, backAndForth(2_000, 40_000));

    expect(hitRatio(model, backAndForth(2_000, 40_000))).toBeGreaterThan(0.9 * 0.25);
  });

  it('remembers how popular a key was that was invalidated', () => {
    const model = cacheOf(100);
    for (let n = 0; n < 300; n++) {
      model.request('popular');
      model.request(`key ${n}`);
    }

    model.delete('popular');
    model.request('popular');
    hitRatio(model, loop(1_000, 1_000, 5_000));

    expect(model.keys).toContain('popular');
  });
});
