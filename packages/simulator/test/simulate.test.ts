import { describe, expect, it } from '@jest/globals';
import { type SimulationOptions, simulate } from '../src/index.js';
import { ANOMALY, TEXTBOOK, traceOfSigns } from './traces.js';

const here: SimulationOptions = { workers: 0, policies: ['lru', 'lru-updated'] };

describe('a simulation', () => {
  it('gives hits beside the optimum and the best policy', async () => {
    const { policies } = await simulate([traceOfSigns(TEXTBOOK)], { ...here, sizes: [3] });

    expect(policies).toEqual([
      {
        trace: 'trace',
        requests: 20,
        unique: 6,
        size: 3,
        policy: 'lru',
        hits: 8,
        hitRatio: 0.4,
        optimum: 0.55,
        shareOfOptimum: 8 / 11,
        regret: 0,
        nanosecondsPerRequest: expect.any(Number),
      },
      expect.objectContaining({ policy: 'lru-updated', hits: 5, hitRatio: 0.25, optimum: 0.55, regret: 0.15 }),
    ]);
  });

  it('goes through traces, and sizes from the smallest', async () => {
    const traces = [traceOfSigns(TEXTBOOK, 'one'), traceOfSigns(ANOMALY, 'two')];
    const { policies } = await simulate(traces, { ...here, policies: ['lru'], sizes: [4, '50%', 3] });

    // Half of six keys are three, half of five are three as well, after rounding.
    expect(policies.map(({ trace, size, hits }) => [trace, size, hits])).toEqual([
      ['one', 3, 8],
      ['one', 4, 12],
      ['two', 3, 2],
      ['two', 4, 4],
    ]);
  });

  it('holds at least one entry', async () => {
    const { policies } = await simulate([traceOfSigns('aab')], { ...here, sizes: ['1%'] });

    expect(policies[0]).toMatchObject({ size: 1, hits: 1 });
  });

  it('counts a cache as perfect where even the optimum has no hit', async () => {
    const { policies } = await simulate([traceOfSigns('abc')], { ...here, sizes: [1] });

    expect(policies[0]).toMatchObject({ hits: 0, optimum: 0, shareOfOptimum: 1, regret: 0 });
  });

  it('finds the capacity for a hit ratio', async () => {
    const { capacities } = await simulate([traceOfSigns(TEXTBOOK)], { ...here, sizes: [1], targets: [0.4, 0.7, 0.71] });

    expect(capacities.map(({ target, policy, capacity }) => [target, policy, capacity])).toEqual([
      [0.4, 'optimum', 3],
      [0.4, 'lru', 3],
      [0.4, 'lru-updated', 4],
      // Only with all six keys, 14 of 20 requests are hits.
      [0.7, 'optimum', 6],
      [0.7, 'lru', 6],
      [0.7, 'lru-updated', 6],
      [0.71, 'optimum', undefined],
      [0.71, 'lru', undefined],
      [0.71, 'lru-updated', undefined],
    ]);
    expect(capacities[0]).toMatchObject({ trace: 'trace', unique: 6, highest: 0.7 });
  });

  it('takes 7 % of 100 requests for 7 hits', async () => {
    const keys = Array.from({ length: 93 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join('');
    const trace = traceOfSigns(keys + keys.at(-1)!.repeat(7));
    const { capacities } = await simulate([trace], { ...here, sizes: [1], targets: [0.07] });

    expect(trace.requests.length).toBe(100);
    expect(capacities[0]!.capacity).toBe(1);
  });

  it('tells of its progress', async () => {
    const told: string[] = [];
    const onProgress = (done: number, total: number) => void told.push(`${done}/${total}`);
    await simulate([traceOfSigns('aab')], { ...here, sizes: [1], onProgress });

    expect(told).toEqual(['1/3', '2/3', '3/3']);
  });

  it('refuses policies that it does not know', async () => {
    const wrong = simulate([traceOfSigns('aab')], { ...here, policies: ['lru', 'toString'] });

    await expect(wrong).rejects.toThrow("there is no policy 'toString'; there are lru, ");
  });

  it.each([
    [3, 'size 3 is larger than the 2 unique keys of trace: everything would fit'],
    [0, 'a size is at least one entry; received 0'],
    [1.5, 'a size is at least one entry; received 1.5'],
  ])('refuses the size %d', async (size, message) => {
    await expect(simulate([traceOfSigns('aab')], { ...here, sizes: [size] })).rejects.toThrow(message);
  });
});
