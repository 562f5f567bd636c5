import { describe, expect, it } from '@jest/globals';
import { textReport } from '../../src/report/text-report.js';
import { simulation } from './figures.js';

describe('the printed report', () => {
  it('has a table per trace, what they have in common, and the capacities', () => {
    expect(textReport(simulation)).toBe(
      `shop: 2,000 requests, 1,500 unique keys
 size  policy   hit ratio  of optimum  regret  ns/request
  100  optimum     5.00 %
       lfu         3.00 %      60.0 %    0.00         100
       lru         2.50 %      50.0 %    0.50         100
1,000  optimum    50.00 %
       lru        40.00 %      80.0 %    0.00         100
       lfu        35.00 %      70.0 %    5.00         100

<b>"disk": 2,000 requests, 1,500 unique keys
size  policy   hit ratio  of optimum  regret  ns/request
  10  optimum     0.50 %
      lfu         0.10 %      20.0 %    0.00         100
      lru         0.05 %      10.0 %    0.05         100

all traces and sizes
policy  mean of optimum  mean regret  largest regret
lru              46.7 %         0.18            0.50
lfu              50.0 %         1.67            5.00

capacity for 20.0 % hits on shop, found by bisection
policy   entries  of unique keys
optimum      300          20.0 %
lru        1,234          82.3 %
lfu         none

capacity for 90.0 % hits on shop, found by bisection
out of reach: a cache that holds everything has 25.00 %
`,
    );
  });
});
