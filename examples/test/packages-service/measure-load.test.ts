import { describe, expect, it } from '@jest/globals';
import type { Measurement } from '../../src/packages-service/load-report.js';
import { judge } from '../../src/packages-service/measure-load.js';

function measured(failures: readonly string[], calls = 10): Measurement {
  return {
    title: 'with memoir',
    outcome: { requests: 10, failures, requestsPerSecond: 1, p50: 1, p99: 1, answers: {} },
    counted: { calls, hits: 0, staleHits: 0, joins: 0, loads: 0 },
  };
}

describe('judging a measurement', () => {
  it('finds nothing wrong where every request was answered and counted', () => {
    expect(judge(measured([]))).toEqual([]);
  });

  it('passes on what failed, and of many failures the first five and their number', () => {
    const failures = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

    expect(judge(measured(['a: status 500']))).toEqual(['with memoir: a: status 500']);
    expect(judge(measured(failures))).toEqual([
      ...['a', 'b', 'c', 'd', 'e'].map((failure) => `with memoir: ${failure}`),
      'with memoir: 7 failures in all',
    ]);
  });

  it('notices calls that were not counted', () => {
    expect(judge(measured([], 9))).toEqual(['with memoir: 10 requests were sent, but 9 calls counted']);
  });
});
