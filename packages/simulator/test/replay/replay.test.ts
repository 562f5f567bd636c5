import { describe, expect, it } from '@jest/globals';
import type { EvictionStrategy, TrackedEntry } from '@memoir/core';
import { policies, replay } from '../../src/index.js';
import { ANOMALY, SCAN, TEXTBOOK, traceOfSigns } from '../traces.js';
import { PlainFifoStrategy } from './plain-fifo-strategy.js';

function hitsOf(policy: string, signs: string, capacity: number): number {
  return replay(traceOfSigns(signs), policies[policy]!(capacity)).hits;
}

describe('a replay', () => {
  it.each([
    // a and b stay until c comes: LRU gives up b, then a, then c.
    ['lru', 'abacba', 2, 1],
    // c drives out a, the oldest; b is still there.
    ['lru-updated', 'abacba', 2, 2],
    // a was asked for twice, so b and c drive out each other.
    ['lfu', 'abacba', 2, 2],
    ['lru', TEXTBOOK, 3, 8],
    ['lru-updated', TEXTBOOK, 3, 5],
    ['lru', ANOMALY, 3, 2],
    ['lru', ANOMALY, 4, 4],
    ['lru-updated', ANOMALY, 3, 3],
    ['lru-updated', ANOMALY, 4, 2],
    ['fifo', TEXTBOOK, 3, 5],
    ['fifo', ANOMALY, 3, 3],
    ['fifo', ANOMALY, 4, 2],
    // The hand passes a, which was asked for, and takes b, c and d: all of a are hits but the first.
    ['sieve', 'aabcadae', 2, 3],
    ['lru', 'aabcadae', 2, 2],
    // a and b were asked for three times, so none of the twenty others drives them out; with LRU they go.
    ['s3-fifo', SCAN, 10, 6],
    ['adaptive', SCAN, 10, 6],
    ['lfu', SCAN, 10, 6],
    ['lru', SCAN, 10, 4],
  ])('of %s on %s with room for %i has %i hits', (policy, signs, capacity, hits) => {
    expect(hitsOf(policy, signs, capacity)).toBe(hits);
  });

  it.each(Object.keys(policies))('of %s misses only first requests when everything fits', (policy) => {
    expect(hitsOf(policy, TEXTBOOK, 6)).toBe(14);
  });

  it('runs strategies of others', () => {
    expect(replay(traceOfSigns(TEXTBOOK), new PlainFifoStrategy(3)).hits).toBe(5);
  });

  it('tells the strategy what the line tells it', () => {
    const told: string[] = [];
    const over: string[] = [];
    const strategy: EvictionStrategy = {
      markRead: (key, { value }: TrackedEntry) => void told.push(`read ${key}${value}`),
      markWritten: (key, { value }: TrackedEntry) => {
        told.push(`written ${key}${value}`);
        if (key === 'c') over.push('a', 'b');
      },
      markReleased: (key) => void told.push(`released ${key}`),
      nextToRelease: () => over.shift(),
      tracked: () => [],
    };

    replay(traceOfSigns('aabca'), strategy);

    expect(told).toEqual([
      'written a0',
      'read a0',
      'written b2',
      'written c3',
      'released a',
      'released b',
      'written a4',
    ]);
  });

  it('refuses a strategy that names what is not held', () => {
    const strategy = new PlainFifoStrategy(1);
    strategy.nextToRelease = () => 'nobody';

    expect(() => replay(traceOfSigns('ab'), strategy)).toThrow('releases "nobody", which is not held');
  });
});
