import type { SimulatedPolicy } from '../simulation.js';
import { type Chart, type ChartLine, chartsOf, PLOT } from './chart.js';
import { escapeMarkup } from './escape-markup.js';
import { countText, percentText } from './number-text.js';

const LEGEND_WIDTH = 140;
const CHART_HEIGHT = PLOT.top + PLOT.height + 64;
const PICTURE_WIDTH = PLOT.left + PLOT.width + LEGEND_WIDTH + 24;
const LINE_HEIGHT = 20;
/** Least distance of two sizes under the axis, so that their texts do not touch. */
const SIZE_TEXT_WIDTH = 52;
const LONGEST_NAME = 48;

/**
 * Readable on white and on near black alike, and by people who do not see red and green apart: the hues differ in
 * lightness too, and from the ninth policy on lines are dashed.
 */
const COLOURS = ['#0077bb', '#ee7733', '#009988', '#cc3377', '#7a6ff0', '#b09000', '#dd3311', '#44aa22'];
const DASHES = ['', '7 3', '2 3'];

/** Without spaces: the renderer of PNG finds no font of a list that has them. */
const FONTS = 'system-ui,"DejaVu Sans",Arial,sans-serif';

const STYLE = `
.chart text { fill: #333333; font-size: 12px; font-family: ${FONTS}; }
.chart .title { font-size: 15px; font-weight: bold; }
.chart .ground { fill: #ffffff; }
.chart .grid { stroke: #dddddd; }
.chart .curve { fill: none; stroke-width: 2; }
.chart .ideal { stroke: #888888; stroke-dasharray: 4 4; }
.chart .ideal-point { fill: #888888; }
@media (prefers-color-scheme: dark) {
  .chart text { fill: #dddddd; }
  .chart .ground { fill: #16181d; }
  .chart .grid { stroke: #3a3d45; }
}
`;

/** A picture of the curves, one chart per trace under another; light, or dark where the viewer asks for it. */
export function svgPicture(figures: readonly SimulatedPolicy[]): string {
  const charts = chartsOf(figures);
  const height = CHART_HEIGHT * charts.length;
  const shifted = charts.map(
    (chart, index) => `<g transform="translate(0 ${index * CHART_HEIGHT})">${contentOf(chart)}</g>\n`,
  );
  return `${openingTag(height)}<style>${STYLE}</style>\n<rect class="ground" width="100%" height="100%"/>\n${shifted.join('')}</svg>\n`;
}

/** The picture of one chart, for a page that brings `chartStyle`. */
export function svgOfChart(chart: Chart): string {
  return `${openingTag(CHART_HEIGHT)}${contentOf(chart)}</svg>`;
}

export { STYLE as chartStyle };

function openingTag(height: number): string {
  const size = `width="${PICTURE_WIDTH}" height="${height}" viewBox="0 0 ${PICTURE_WIDTH} ${height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" aria-label="hit ratio over size" ${size}>\n`;
}

function contentOf(chart: Chart): string {
  const { trace, requests, unique } = chart;
  const title = `${shortened(trace)}: ${countText(requests)} requests, ${countText(unique)} unique keys`;
  const middle = PLOT.left + PLOT.width / 2;
  const bottom = PLOT.top + PLOT.height;
  return [
    `<text class="title" x="${PLOT.left}" y="24">${escapeMarkup(title)}</text>`,
    ...chart.ratios.map(({ ratio, y }) => ratioMark(ratio, y)),
    ...spaced(chart.sizes).map(({ size, x }) => sizeMark(size, x, bottom)),
    `<text x="${middle}" y="${bottom + 44}" text-anchor="middle">entries (logarithmic)</text>`,
    ...chart.lines.map(curve),
    ...legend(chart.lines),
    '',
  ].join('\n');
}

/** Of a long path the end tells most. */
function shortened(name: string): string {
  return name.length > LONGEST_NAME ? `…${name.slice(-LONGEST_NAME)}` : name;
}

function ratioMark(ratio: number, y: number): string {
  const right = PLOT.left + PLOT.width;
  return (
    `<line class="grid" x1="${PLOT.left}" x2="${right}" y1="${y}" y2="${y}"/>` +
    `<text x="${PLOT.left - 8}" y="${y + 4}" text-anchor="end">${percentText(ratio, 0)}</text>`
  );
}

function sizeMark(size: number, x: number, bottom: number): string {
  return (
    `<line class="grid" x1="${x}" x2="${x}" y1="${bottom}" y2="${bottom + 6}"/>` +
    `<text x="${x}" y="${bottom + 22}" text-anchor="middle">${countText(size)}</text>`
  );
}

/** Those sizes whose texts have room, the last always. */
function spaced<T extends { readonly x: number }>(marks: readonly T[]): T[] {
  const shown: T[] = [];
  for (const mark of marks.toReversed()) {
    if (shown.length === 0 || shown[0]!.x - mark.x >= SIZE_TEXT_WIDTH) shown.unshift(mark);
  }
  return shown;
}

function curve({ points }: ChartLine, index: number): string {
  const path = points.map(({ x, y }) => `${x},${y}`).join(' ');
  const dots = points.map(({ x, y }) => `<circle ${dotLook(index)} cx="${x}" cy="${y}" r="3"/>`);
  return `<polyline ${lineLook(index)} points="${path}"/>${dots.join('')}`;
}

/** Beside the end of the curves, the highest first, pushed apart where they would cover each other. */
function legend(lines: readonly ChartLine[]): string[] {
  const x = PLOT.left + PLOT.width + 12;
  const ends = lines
    .map(({ name, points }, index) => ({ name, index, y: points.at(-1)!.y }))
    .sort((one, other) => one.y - other.y);
  let lowest = Math.min(ends[0]!.y, PLOT.top + PLOT.height - (ends.length - 1) * LINE_HEIGHT) - LINE_HEIGHT;
  return ends.map(({ name, index, y }, rank) => {
    // So low that those that follow still have room above the axis.
    const room = PLOT.top + PLOT.height - (ends.length - 1 - rank) * LINE_HEIGHT;
    lowest = Math.max(lowest + LINE_HEIGHT, Math.min(y, room));
    return (
      `<line ${lineLook(index)} x1="${x}" x2="${x + 20}" y1="${lowest}" y2="${lowest}"/>` +
      `<text x="${x + 26}" y="${lowest + 4}">${escapeMarkup(name)}</text>`
    );
  });
}

function lineLook(index: number): string {
  if (index === 0) return 'class="curve ideal"';
  const dash = DASHES[Math.floor((index - 1) / COLOURS.length) % DASHES.length];
  return `class="curve" stroke="${colourOf(index)}"${dash ? ` stroke-dasharray="${dash}"` : ''}`;
}

function dotLook(index: number): string {
  return index === 0 ? 'class="ideal-point"' : `fill="${colourOf(index)}"`;
}

/** The colour of a line by its place; the optimum, the first, is grey. */
export function colourOf(index: number): string {
  return index === 0 ? '#888888' : COLOURS[(index - 1) % COLOURS.length]!;
}
