import { describe, expect, it } from '@jest/globals';
import { memoize, standardConfiguration } from '@memoir/core';
import { storageConformance } from '@memoir/core/testing';
import { LatestResultsStorage } from '../src/direct-storage.js';

storageConformance({ describe, it }, 'LatestResultsStorage', () => new LatestResultsStorage(1_000));

describe('LatestResultsStorage', () => {
  it('keeps one bound over all functions and gives up what was stored longest ago', async () => {
    const configuration = standardConfiguration(new LatestResultsStorage(3));
    const square = memoize(async (n: number) => n * n, configuration);
    const cube = memoize(async (n: number) => n * n * n, configuration);

    await square(1);
    await cube(1);
    await square(2);
    await square(1); // a hit, which changes no order
    await cube(2);

    expect(await square.peek(1)).toBeUndefined();
    expect([(await cube.peek(1))?.value, (await square.peek(2))?.value, (await cube.peek(2))?.value]).toEqual([
      1, 4, 8,
    ]);
  });

  it('tells the function whose result it gave up', async () => {
    const removed: string[] = [];
    const square = memoize(async (n: number) => n * n, {
      ...standardConfiguration(new LatestResultsStorage(1)),
      listeners: [{ removed: ({ key, reason }) => removed.push(`${key} ${reason}`) }],
    });

    await square(1);
    await square(2);

    expect(removed).toEqual([`${square.keyOf(1)} evicted`]);
  });

  it('answers a hit at once, with the value itself', async () => {
    const load = memoize(async () => ({ name: 'ada' }), standardConfiguration(new LatestResultsStorage(10)));

    expect(await load()).toBe(await load());
    expect(load.statistics()).toMatchObject({ loads: 1, hits: 1 });
  });
});
