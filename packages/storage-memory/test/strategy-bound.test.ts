import { describe, expect, it } from '@jest/globals';
import {
  AdaptiveEvictionStrategy,
  ConfigurationError,
  FifoEvictionStrategy,
  LeastRecentlyUpdatedEvictionStrategy,
  LeastRecentlyUsedEvictionStrategy,
  S3FifoEvictionStrategy,
  SieveEvictionStrategy,
} from '@memoir/core';
import fc from 'fast-check';
import { MemoryStorage } from '../src/memory-storage.js';
import { entryOf, open } from './opened.js';

const STRATEGIES = [
  AdaptiveEvictionStrategy,
  FifoEvictionStrategy,
  LeastRecentlyUpdatedEvictionStrategy,
  LeastRecentlyUsedEvictionStrategy,
  S3FifoEvictionStrategy,
  SieveEvictionStrategy,
].map((Strategy) => [Strategy.name, Strategy] as const);

const step = fc.record({
  space: fc.nat(2),
  key: fc.nat(12).map((n) => `${n} of many`),
  what: fc.constantFrom('get', 'get', 'offer', 'offer', 'offer', 'invalidate', 'release', 'clear'),
});

describe.each(STRATEGIES)('a memory storage bounded by %s', (_name, Strategy) => {
  it('holds no more than the bound over all functions, and tells of all that goes', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 1, max: 12 }), (steps, maxEntries) => {
        const storage = new MemoryStorage({ maxEntries, evictionStrategy: (bound) => new Strategy(bound) });
        const spaces = ['a', 'b', 'c'].map((name) => ({ ...open(storage, name), keys: new Set<string>() }));
        for (const { space, key, what } of steps) {
          const { keyspace, keys } = spaces[space]!;
          if (what === 'get') expect(keyspace.get(key) !== undefined).toBe(keys.has(key));
          else if (what === 'clear') {
            keyspace.clear();
            keys.clear();
          } else if (what === 'offer') {
            keyspace.offer(key, entryOf(1));
            keys.add(key);
          } else {
            keyspace[what](key);
            keys.delete(key);
          }
          for (const each of spaces) {
            for (const [gone, reason] of each.told.splice(0)) if (reason === 'evicted') each.keys.delete(gone);
          }
          expect(spaces.reduce((sum, each) => sum + each.keys.size, 0)).toBeLessThanOrEqual(maxEntries);
        }
      }),
    );
  });

  it('holds no more than the bound in bytes', () => {
    const evictionStrategy = (bound: object) => new Strategy(bound);
    const { keyspace, told } = open(new MemoryStorage({ maxBytes: '1M', evictionStrategy }));
    for (let n = 0; n < 300; n++) keyspace.offer(`key ${n}`, entryOf('x'.repeat(10_000)));

    expect(keyspace.size).toBeGreaterThan(40);
    expect(keyspace.size).toBeLessThanOrEqual(104);
    expect(told).toHaveLength(300 - keyspace.size!);
  });
});

describe('a strategy over all functions of a memory storage', () => {
  it('keeps what is asked for again and again in one function while another is scanned', () => {
    const evictionStrategy = (bound: object) => new AdaptiveEvictionStrategy(bound);
    const storage = new MemoryStorage({ maxEntries: 50, evictionStrategy });
    const popular = open(storage, 'popular').keyspace;
    const scanned = open(storage, 'scanned').keyspace;
    let hits = 0;
    for (let round = 0; round < 40; round++) {
      for (let n = 0; n < 20; n++) {
        if (popular.get(`${n}`)) hits++;
        else popular.offer(`${n}`, entryOf(n));
      }
      for (let n = 0; n < 50; n++) scanned.offer(`${round} ${n}`, entryOf(n));
    }

    expect(hits).toBeGreaterThan(20 * 36);
  });

  it('keeps one bound', () => {
    const evictionStrategy = (bound: object) => new FifoEvictionStrategy(bound);

    expect(() => new MemoryStorage({ evictionStrategy })).toThrow(ConfigurationError);
    expect(() => new MemoryStorage({ evictionStrategy, maxEntries: 1, maxBytes: '1M' })).toThrow(/one bound/);
  });
});
