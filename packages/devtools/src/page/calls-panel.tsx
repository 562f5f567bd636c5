import { count, percent, span, time } from './formats.js';
import { Panel } from './panel.js';
import { MOST_POINTS, type Point } from './protocol.js';

const WIDTH = 600;
const HEIGHT = 120;
const RATIO_HEIGHT = 48;
/** From the bottom up. */
const KINDS = [
  ['hits', 'hits'],
  ['staleHits', 'stale hits'],
  ['joins', 'joins'],
  ['misses', 'misses'],
  ['refusals', 'refusals'],
] as const;
const LEAST_POINTS = 60;

interface Shown {
  readonly points: readonly Point[];
  readonly every: number;
}

/** Calls of each interval by what they were answered with, and the hit ratio below. */
export function CallsPanel({ points, every }: Shown) {
  const most = Math.max(1, ...points.map(callsOf));
  const places = Math.min(MOST_POINTS, Math.max(LEAST_POINTS, points.length));
  const width = WIDTH / places;
  const left = (index: number) => WIDTH - (points.length - index) * width;
  const last = points.at(-1);
  return (
    <Panel name="Calls over time">
      <ul class="legend">
        {KINDS.map(([kind, name]) => (
          <li key={kind}>
            <span class={`swatch ${kind}`} /> {name} <b>{count(last?.[kind] ?? 0)}</b>
          </li>
        ))}
      </ul>
      <figure>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label="calls per interval">
          {points.map((point, index) => (
            <g key={point.at}>
              <title>{textOf(point)}</title>
              {bars(point, most).map(({ kind, y, height }) => (
                <rect
                  key={kind}
                  class={kind}
                  x={left(index)}
                  y={y}
                  width={Math.max(0.5, width - 0.6)}
                  height={height}
                />
              ))}
            </g>
          ))}
        </svg>
        <figcaption>
          up to {count(most)} calls in {span(every)}; the last {span(places * every)}
        </figcaption>
      </figure>
      <figure>
        <svg
          viewBox={`0 0 ${WIDTH} ${RATIO_HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label="hit ratio over time"
        >
          <line class="grid" x1="0" x2={WIDTH} y1="0.5" y2="0.5" />
          <line class="grid" x1="0" x2={WIDTH} y1={RATIO_HEIGHT - 0.5} y2={RATIO_HEIGHT - 0.5} />
          <polyline class="line" points={ratioLine(points, left, width)} />
        </svg>
        <figcaption>
          hit ratio, 0 % to 100 %; in the last interval {last && callsOf(last) > 0 ? percent(ratioOf(last)) : '–'}
        </figcaption>
      </figure>
    </Panel>
  );
}

/** A small picture of the same, for the list of functions. */
export function Sparkline({ points }: { readonly points: readonly Point[] }) {
  const last = points.slice(-LEAST_POINTS);
  const most = Math.max(1, ...last.map(callsOf));
  const spots = last.map(
    (point, index) => `${LEAST_POINTS - last.length + index},${20 - (callsOf(point) / most) * 18}`,
  );
  return (
    <svg class="sparkline" viewBox={`0 0 ${LEAST_POINTS} 21`} preserveAspectRatio="none" aria-hidden="true">
      <polyline class="line" points={spots.join(' ')} />
    </svg>
  );
}

export function callsOf({ hits, staleHits, joins, misses, refusals }: Point): number {
  return hits + staleHits + joins + misses + refusals;
}

function ratioOf(point: Point): number {
  return (point.hits + point.staleHits + point.joins) / callsOf(point);
}

function bars(point: Point, most: number) {
  let y = HEIGHT;
  return KINDS.filter(([kind]) => point[kind] > 0).map(([kind]) => {
    const height = (point[kind] / most) * (HEIGHT - 4);
    y -= height;
    return { kind, y, height };
  });
}

/** Intervals without a call have no ratio, and are passed over. */
function ratioLine(points: readonly Point[], left: (index: number) => number, width: number): string {
  return points
    .map((point, index) => [point, left(index) + width / 2] as const)
    .filter(([point]) => callsOf(point) > 0)
    .map(([point, x]) => `${x.toFixed(1)},${((1 - ratioOf(point)) * (RATIO_HEIGHT - 4) + 2).toFixed(1)}`)
    .join(' ');
}

function textOf(point: Point): string {
  const told = KINDS.filter(([kind]) => point[kind] > 0).map(([kind, name]) => `${point[kind]} ${name}`);
  return `${time(point.at)}: ${told.join(', ') || 'no calls'}`;
}
