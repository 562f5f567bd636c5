import { describe, expect, it } from '@jest/globals';
import { FIRST_SHARE, WindowContest } from '../../../src/eviction/adaptive/window-contest.js';
import { hashOf } from '../../../src/key/key-hash.js';

/** Shows the keys that are seen, and gives the share that is best in the end. */
function shareAfter(contest: WindowContest, keys: Iterable<number>): number {
  for (const key of keys) {
    const hash = hashOf(`key ${key}`);
    if (contest.sees(hash)) contest.access(hash, 1);
  }
  return contest.share;
}

function* loop(length: number, requests: number, from = 0): Iterable<number> {
  for (let n = 0; n < requests; n++) yield from + (n % length);
}

/** Keys that are asked for in turn, and in between keys that are asked for once. */
function* popularAmongSingle(popular: number, requests: number): Iterable<number> {
  for (let n = 0; n < requests; n++) yield n % 2 === 0 ? (n / 2) % popular : 1_000_000 + n;
}

function* backAndForth(length: number, requests: number): Iterable<number> {
  for (let n = 0; n < requests; n++) yield Math.abs((n % (2 * length)) - length);
}

describe('the contest of windows', () => {
  it('finds out that a small window is best for a loop longer than the cache', () => {
    expect(shareAfter(new WindowContest(100, 100, 0.99, false), loop(150, 20_000))).toBe(0.01);
  });

  it('finds out that LRU is best for what goes back and forth', () => {
    expect(shareAfter(new WindowContest(100, 100, 0.01, false), backAndForth(300, 20_000))).toBe(0.99);
  });

  it('finds out from a sample of the keys', () => {
    const contest = new WindowContest(4_096, 4_096, 0.01, false);
    const seen = Array.from({ length: 100_000 }, (_, n) => hashOf(`key ${n}`)).filter((hash) => contest.sees(hash));

    expect(seen.length / 100_000).toBeCloseTo(1 / 32, 2);
    expect(shareAfter(contest, backAndForth(12_000, 200_000))).toBe(0.99);
  });

  it('sees all keys of a small cache', () => {
    const contest = new WindowContest(200, 200, 0.01, false);

    expect(Array.from({ length: 1_000 }, (_, n) => contest.sees(hashOf(`key ${n}`)))).not.toContain(false);
  });

  it('leaves a window where it is while another gains less than moving costs', () => {
    const contest = new WindowContest(100, 100, FIRST_SHARE, false);
    // What came last is asked for again: nine hits that LRU alone would have, and ten are what it costs to get there.
    const again = Array.from({ length: 9 }, (_, n) => 1_000 + n);

    const share = shareAfter(contest, [
      ...loop(300, 3_000),
      ...again,
      ...loop(50, 50, 2_000),
      ...again,
      ...loop(16, 16),
    ]);

    expect(share).toBe(FIRST_SHARE);
  });

  it('goes back when what is asked for changes', () => {
    const contest = new WindowContest(100, 100, 0.01, false);

    const first = shareAfter(contest, backAndForth(300, 20_000));
    const second = shareAfter(contest, popularAmongSingle(90, 40_000));

    expect(first).toBe(0.99);
    expect(second).toBeLessThanOrEqual(0.1);
  });

  it('becomes slower to change the more often it did', () => {
    const contest = new WindowContest(100, 100, 0.01, false);
    const patterns = [() => backAndForth(300, 1_000), () => popularAmongSingle(90, 1_000)];
    const changes: number[] = [];
    let share = contest.share;

    for (let n = 0; n < 40; n++) {
      const next = shareAfter(contest, patterns[n % 2]!());
      if (next !== share) changes.push(n);
      share = next;
    }

    expect(changes.filter((n) => n < 10).length).toBeGreaterThan(changes.filter((n) => n >= 30).length);
  });

  it('says when its miniatures no longer stand for the cache', () => {
    const contest = new WindowContest(1_000, 1_000, 0.01, false);

    expect([200, 300, 3_900, 4_100].map((entries) => contest.isAbout(entries))).toEqual([false, true, true, false]);
  });
});
