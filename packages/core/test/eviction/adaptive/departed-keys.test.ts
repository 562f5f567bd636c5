import { describe, expect, it } from '@jest/globals';
import { countIn, DepartedKeys, lastUseIn, NEVER_SEEN } from '../../../src/eviction/adaptive/departed-keys.js';
import { mixed } from '../../../src/key/key-hash.js';

const hashes = Array.from({ length: 100_000 }, (_, n) => mixed(n + 1));

describe('departed keys', () => {
  it('are known by their last use and their count, once', () => {
    const departed = new DepartedKeys(10);
    departed.record(hashes[1]!, 5_000_123, 7, 5_000_200);

    const known = departed.take(hashes[1]!, 5_000_300);

    expect([lastUseIn(known), countIn(known)]).toEqual([5_000_123, 7]);
    expect(departed.take(hashes[1]!, 5_000_300)).toBe(NEVER_SEEN);
    expect(departed.take(hashes[2]!, 5_000_300)).toBe(NEVER_SEEN);
  });

  it('are more than one for each entry, the latest', () => {
    const entries = 10_000;
    const departed = new DepartedKeys(entries);
    for (const [n, hash] of hashes.entries()) departed.record(hash, Math.floor(n / 100), 1, Math.floor(n / 100));

    const knownOf = (from: number, to: number) =>
      hashes.slice(from, to).filter((hash) => departed.take(hash, 1_000) !== NEVER_SEEN).length / (to - from);

    expect(knownOf(0, 50_000)).toBeLessThan(0.01);
    expect(knownOf(90_000, 100_000)).toBeGreaterThan(0.9);
    expect(knownOf(80_000, 90_000)).toBeGreaterThan(0.3);
  });

  it('are seldom taken for others', () => {
    const departed = new DepartedKeys(10_000);
    for (const hash of hashes.slice(0, 40_000)) departed.record(hash, 1, 1, 1);

    const mistaken = hashes.slice(40_000).filter((hash) => departed.take(hash, 1) !== NEVER_SEEN).length;

    expect(mistaken).toBeLessThan(60_000 / 2_000);
  });

  it('are left out when they were idle for too long to say so', () => {
    const departed = new DepartedKeys(10);

    departed.record(hashes[1]!, 1, 1, 5_000);

    expect(departed.take(hashes[1]!, 5_000)).toBe(NEVER_SEEN);
  });
});
