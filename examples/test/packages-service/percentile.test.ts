import { describe, expect, it } from '@jest/globals';
import { percentile } from '../../src/packages-service/percentile.js';

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

describe('a percentile', () => {
  it.each([
    [upTo(100), 0.5, 50],
    [upTo(100), 0.99, 99],
    [upTo(100), 1, 100],
    [upTo(101), 0.5, 51],
    [upTo(10), 0.99, 10],
    [upTo(1000), 0.999, 999],
    [[7], 0, 7],
    [[7], 0.99, 7],
  ])('is a sample that was really seen (%#)', (samples, share, expected) => {
    expect(percentile(samples, share)).toBe(expected);
  });

  it('does not hide the one slow request of a hundred and one', () => {
    const samples = [...Array.from({ length: 99 }, () => 1), 900, 1000];

    expect(percentile(samples, 0.99)).toBe(900);
  });

  it('is not a number without samples', () => {
    expect(percentile([], 0.5)).toBeNaN();
  });
});
