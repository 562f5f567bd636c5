import { describe, expect, it } from '@jest/globals';
import { chooseByPopularity } from '../../src/packages-service/popularity.js';
import { seededRandom, shuffled } from '../../src/packages-service/random.js';

const take = <T>(count: number, next: () => T): T[] => Array.from({ length: count }, next);

describe('random numbers from a seed', () => {
  it('are the same for the same seed and others for another', () => {
    const ones = take(20, seededRandom(1));

    expect(take(20, seededRandom(1))).toEqual(ones);
    expect(take(20, seededRandom(2))).not.toEqual(ones);
  });

  it('fill the span from 0 to 1 evenly, also from seed 0', () => {
    const numbers = take(100_000, seededRandom(0));
    const inTenth = (tenth: number) => numbers.filter((number) => Math.floor(number * 10) === tenth).length;

    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    for (let tenth = 0; tenth < 10; tenth++) expect(Math.abs(inTenth(tenth) - 10_000)).toBeLessThan(500);
  });

  it('shuffle without losing or doubling anything, and leave the original alone', () => {
    const items = [1, 2, 3, 4, 5, 6, 7, 8];
    const result = shuffled(items, seededRandom(1));

    expect(result).not.toEqual(items);
    expect([...result].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(items).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

describe('choosing by popularity', () => {
  it('gives the second item half as often as the first, and the fourth a quarter', () => {
    const chosen = take(100_000, chooseByPopularity(['a', 'b', 'c', 'd'], seededRandom(1)));
    const countOf = (item: string) => chosen.filter((other) => other === item).length;

    expect(countOf('b') / countOf('a')).toBeCloseTo(1 / 2, 1);
    expect(countOf('d') / countOf('a')).toBeCloseTo(1 / 4, 1);
  });

  it('reaches the first and the last item at the ends of the span', () => {
    expect(chooseByPopularity(['a', 'b', 'c'], () => 0)()).toBe('a');
    expect(chooseByPopularity(['a', 'b', 'c'], () => 1 - 2 ** -32)()).toBe('c');
  });
});
