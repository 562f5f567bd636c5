import type { SimulatedPolicy } from '../simulation.js';
import { groupsBy } from './groups.js';

export interface ChartPoint {
  readonly size: number;
  readonly hitRatio: number;
  /** In the picture. */
  readonly x: number;
  readonly y: number;
}

/** The curve of one policy, or of the optimum. */
export interface ChartLine {
  readonly name: string;
  readonly points: readonly ChartPoint[];
}

/** One trace: hit ratio over size, sizes on a logarithmic scale. */
export interface Chart {
  readonly trace: string;
  readonly requests: number;
  readonly unique: number;
  readonly sizes: readonly { readonly size: number; readonly x: number }[];
  readonly ratios: readonly { readonly ratio: number; readonly y: number }[];
  /** The optimum first. */
  readonly lines: readonly ChartLine[];
}

/** The part of a chart that curves are drawn in, in pixels. */
export const PLOT = { left: 64, top: 48, width: 620, height: 300 } as const;

const GRID_STEPS = [0.01, 0.02, 0.05, 0.1, 0.2];
const MOST_GRID_LINES = 6;

/** A chart for each trace. */
export function chartsOf(figures: readonly SimulatedPolicy[]): Chart[] {
  return [...groupsBy(figures, ({ trace }) => trace).values()].map(chartOf);
}

function chartOf(figures: readonly SimulatedPolicy[]): Chart {
  const { trace, requests, unique } = figures[0]!;
  const bySize = groupsBy(figures, ({ size }) => size);
  const xOf = xScale([...bySize.keys()]);
  const ratios = gridOf(Math.max(...figures.map(({ optimum }) => optimum)));
  const top = ratios.at(-1)!;
  const yOf = (ratio: number) => rounded(PLOT.top + PLOT.height * (1 - ratio / top));
  const pointOf = (size: number, hitRatio: number) => ({ size, hitRatio, x: xOf(size), y: yOf(hitRatio) });
  const optimum = [...bySize].map(([size, [one]]) => pointOf(size, one!.optimum));
  const lines = [...groupsBy(figures, ({ policy }) => policy)].map(([name, own]) => ({
    name,
    points: own.map(({ size, hitRatio }) => pointOf(size, hitRatio)),
  }));
  return {
    trace,
    requests,
    unique,
    sizes: [...bySize.keys()].map((size) => ({ size, x: xOf(size) })),
    ratios: ratios.map((ratio) => ({ ratio, y: yOf(ratio) })),
    lines: [{ name: 'optimum', points: optimum }, ...lines],
  };
}

/** A single size stands in the middle. */
function xScale(sizes: readonly number[]): (size: number) => number {
  const first = Math.log(Math.min(...sizes));
  const span = Math.log(Math.max(...sizes)) - first;
  return (size) => rounded(PLOT.left + PLOT.width * (span === 0 ? 0.5 : (Math.log(size) - first) / span));
}

/** Round ratios from 0 to the first that is not below `highest`. */
function gridOf(highest: number): number[] {
  const step = GRID_STEPS.find((each) => highest / each <= MOST_GRID_LINES) ?? GRID_STEPS.at(-1)!;
  const count = Math.max(1, Math.ceil(highest / step - 1e-9));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

function rounded(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
