import { describe, expect, it } from '@jest/globals';
import { renderLoadReport } from '../../src/packages-service/load-report.js';

const outcome = { failures: [], answers: {} };

describe('the report about the load', () => {
  it('sets the measurements side by side', () => {
    const report = renderLoadReport([
      {
        title: 'without memoir',
        outcome: { ...outcome, requests: 214, requestsPerSecond: 42.84, p50: 612.44, p99: 1402 },
        counted: { calls: 214, hits: 0, staleHits: 0, joins: 0, loads: 214 },
      },
      {
        title: 'with memoir',
        outcome: { ...outcome, requests: 100_000, requestsPerSecond: 20_000.4, p50: 1.25, p99: 9.96 },
        counted: { calls: 100_000, hits: 99_598, staleHits: 1, joins: 400, loads: 2 },
      },
    ]);

    expect(report.join('\n')).toBe(
      [
        '                      without memoir   with memoir',
        'requests                         214       100,000',
        'requests per second             42.8        20,000',
        'p50                         612.4 ms        1.3 ms',
        'p99                       1,402.0 ms       10.0 ms',
        'loads run                        214             2',
        'joined callers                     0           400',
        'hit ratio                      0.0 %        99.9 %',
      ].join('\n'),
    );
  });
});
