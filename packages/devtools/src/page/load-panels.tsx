import { count, short, span } from './formats.js';
import { Panel } from './panel.js';
import type { FunctionState } from './protocol.js';

const MOST_ROWS = 12;
const WIDTH = 600;
const HEIGHT = 110;

interface Shown {
  readonly of: FunctionState;
}

export function LoadsPanel({ of: { loads } }: Shown) {
  const oldest = [...loads].sort((one, other) => other.age - one.age).slice(0, MOST_ROWS);
  return (
    <Panel name="Loads in flight">
      {loads.length === 0 ? (
        <p class="nothing">none</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">key</th>
              <th scope="col" class="number">
                age
              </th>
              <th scope="col">stage</th>
              <th scope="col" class="number">
                waiting
              </th>
            </tr>
          </thead>
          <tbody>
            {oldest.map((load) => (
              <tr key={load.key}>
                <td class="key">{load.key}</td>
                <td class="number">{span(load.age)}</td>
                <td>
                  {load.stage}
                  {load.background && <span class="mark">background</span>}
                  {load.void && <span class="mark bad">{load.void}</span>}
                  {load.timedOut && <span class="mark bad">timed out</span>}
                </td>
                <td class="number">{load.calls}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {loads.length > MOST_ROWS && <p class="nothing">and {count(loads.length - MOST_ROWS)} more</p>}
    </Panel>
  );
}

export function LoadTimesPanel({ of: { loadTimes, figures } }: Shown) {
  const total = loadTimes.reduce((sum, each) => sum + each, 0);
  const most = Math.max(1, ...loadTimes);
  const width = WIDTH / loadTimes.length;
  const good = figures.loads - figures.loadFailures;
  const mean = good > 0 ? figures.loadTime / good : undefined;
  return (
    <Panel name="Load times">
      {total === 0 ? (
        <p class="nothing">no load has ended since the devtools began</p>
      ) : (
        <figure>
          <svg viewBox={`0 0 ${WIDTH} ${HEIGHT + 16}`} role="img" aria-label="histogram of load times">
            <line class="grid" x1="0" x2={WIDTH} y1={HEIGHT} y2={HEIGHT} />
            {loadTimes.map((loads, bucket) => (
              <g key={bucket}>
                <title>{`${boundText(bucket, loadTimes.length)}: ${loads} loads`}</title>
                <rect
                  class="bar"
                  x={bucket * width + 2}
                  width={width - 4}
                  y={HEIGHT - (loads / most) * (HEIGHT - 14)}
                  height={(loads / most) * (HEIGHT - 14)}
                />
                {loads > 0 && (
                  <text class="value" x={(bucket + 0.5) * width} y={HEIGHT - (loads / most) * (HEIGHT - 14) - 3}>
                    {short(loads)}
                  </text>
                )}
                {bucket % 3 === 0 && (
                  <text x={(bucket + 0.5) * width} y={HEIGHT + 14}>
                    {span(2 ** bucket)}
                  </text>
                )}
              </g>
            ))}
          </svg>
          <figcaption>
            {count(total)} loads, each in the first column that it fits; mean {mean === undefined ? '–' : span(mean)}
          </figcaption>
        </figure>
      )}
    </Panel>
  );
}

function boundText(bucket: number, buckets: number): string {
  return bucket === buckets - 1 ? 'longer' : `up to ${span(2 ** bucket)}`;
}
