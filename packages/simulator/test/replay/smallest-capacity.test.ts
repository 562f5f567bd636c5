import { describe, expect, it } from '@jest/globals';
import { smallestCapacity } from '../../src/replay/smallest-capacity.js';

describe('the smallest capacity', () => {
  it.each([1, 2, 50, 99, 100])('is found where it is %i', (needed) => {
    expect(smallestCapacity((capacity) => (capacity >= needed ? 10 : 9), 10, 100)).toBe(needed);
  });

  it('is none where even the largest has too few hits', () => {
    expect(smallestCapacity(() => 9, 10, 100)).toBeUndefined();
  });

  it('is found in few replays', () => {
    let replays = 0;
    const hitsAt = (capacity: number) => {
      replays++;
      return capacity;
    };

    expect(smallestCapacity(hitsAt, 777_777, 1_000_000)).toBe(777_777);
    expect(replays).toBeLessThanOrEqual(22);
  });
});
