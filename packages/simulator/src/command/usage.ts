import { policies } from '../policies.js';

export const USAGE = `Usage: memoir-simulate <trace...> [options]

Replays access traces against eviction policies and sizes, and prints their hit ratios beside the optimum
(Belady's MIN). A trace is a file, or - for standard input; each may be packed by gzip.

  --policies NAMES       ${Object.keys(policies).join(', ')} (all)
  --policies-from FILE   an ES module; its export 'policies' holds functions that make a strategy of a capacity
  --sizes SIZES          entries (100,1000), or shares of the unique keys (1%,10%)
  --target RATIOS        which capacity is needed for so many hits, such as 90%
  --format FORMAT        text: one key per line; csv:COLUMN, by name or number; jsonl:FIELD (text)
  --csv FILE             the figures, for other programs; also --json FILE
  --svg FILE             the curves as a picture; also --png FILE
  --html FILE            one page with the curves, to be hovered over
  --workers N            replays at once; 0 for none but this process (as many as the machine has cores)
  --reference FILE       compare with hit ratios in a CSV file: trace, size, OPT and one column per policy;
                         its traces are found beside it
  --help, --version

Ends with code 0, 1 where a trace cannot be read or a file not written, 2 where the command makes no sense.
`;
