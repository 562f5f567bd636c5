import { describe, expect, it } from '@jest/globals';

const { median, pairedRatio, verdictOn } = await import(new URL('../work/statistics.mjs', import.meta.url).href);

describe('the statistics of a benchmark', () => {
  it('compares rounds in pairs, so that a slow moment of the machine counts for both', () => {
    const floor = [100, 900, 100, 100, 100];
    const subject = [200, 1800, 200, 200, 200];

    expect(pairedRatio(floor, subject)).toEqual({ low: 0.5, median: 0.5, high: 0.5 });
  });

  it('takes the middle, whatever single rounds did', () => {
    expect(median([5, 1, 100_000, 4, 3])).toBe(4);
  });

  it.each([
    ['kept', { low: 0.85, median: 0.9, high: 0.95 }],
    ['within the spread', { low: 0.8, median: 0.89, high: 0.9 }],
    ['missed', { low: 0.8, median: 0.85, high: 0.89 }],
  ])('calls a budget of 0.9 %s at %j', (verdict, ratio) => {
    expect(verdictOn(0.9, ratio)).toBe(verdict);
  });
});
