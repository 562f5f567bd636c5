import { describe, expect, it } from '@jest/globals';
import { LeastRecentlyUpdatedEvictionStrategy } from '../../src/index.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { watch } from '../support/set-up.js';

const CAPACITY = 50;

const identity = async (id: string) => id;

/** What is asked for again and again, among keys that nobody asks for twice. */
async function scanPast(cached: (id: string) => Promise<unknown>, favourites: number): Promise<void> {
  for (let round = 0; round < 40; round++) {
    for (let n = 0; n < favourites; n++) await cached(`favourite ${n}`);
    for (let n = 0; n < CAPACITY; n++) await cached(`once ${round} ${n}`);
  }
}

describe('the default eviction', () => {
  it('keeps what is asked for again and again, whatever else passes by', async () => {
    const cached = watch(identity, { capacity: CAPACITY }, new ManualClock());

    await scanPast(cached, 20);

    const { hits, entries } = cached.statistics();
    expect(hits).toBeGreaterThan(20 * 36);
    expect(entries).toBe(CAPACITY);
  });

  it('is least recently updated for who says so', async () => {
    const evictionStrategy = () => new LeastRecentlyUpdatedEvictionStrategy({ capacity: CAPACITY });
    const cached = watch(identity, { evictionStrategy }, new ManualClock());

    await scanPast(cached, 20);

    expect(cached.statistics()).toMatchObject({ hits: 0, entries: CAPACITY });
  });
});
