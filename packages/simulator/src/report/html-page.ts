import type { Simulation } from '../simulation.js';
import { type Chart, chartsOf, PLOT } from './chart.js';
import { escapeMarkup } from './escape-markup.js';
import { HOVER_SCRIPT } from './hover-script.js';
import { chartStyle, colourOf, svgOfChart } from './svg-picture.js';
import { textReport } from './text-report.js';

/** The browser itself refuses whatever is not in the page. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

const STYLE = `
:root { color-scheme: light dark; }
body { max-width: 860px; margin: 2rem auto; padding: 0 1rem; font: 15px/1.5 system-ui, sans-serif; }
body { background: #ffffff; color: #222222; }
figure { position: relative; margin: 0 0 1.5rem; }
figure svg { display: block; max-width: 100%; height: auto; touch-action: pan-y; }
pre { overflow-x: auto; font-size: 13px; line-height: 1.4; }
.box, .guide { position: absolute; display: none; pointer-events: none; }
.told .box, .told .guide { display: block; }
.guide { width: 0; border-left: 1px dashed #888888; }
.box { padding: 0.4rem 0.7rem; border: 1px solid #bbbbbb; border-radius: 6px; background: #fffffff2; font-size: 13px; }
.box td { padding: 0 0.8rem 0 0; font-variant-numeric: tabular-nums; }
.box td:last-child { padding: 0; text-align: right; }
.box i { display: inline-block; width: 0.7em; height: 0.7em; margin-right: 0.5em; border-radius: 50%; }
@media (prefers-color-scheme: dark) {
  body { background: #16181d; color: #e4e4e4; }
  .box { border-color: #4a4e58; background: #23262df2; }
}
`;

/** One page that needs nothing but itself: the curves, to be hovered over, and the figures as text. */
export function htmlPage(simulation: Simulation): string {
  const charts = chartsOf(simulation.policies);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>Hit ratio over size</title>
<style>${STYLE}${chartStyle}</style>
</head>
<body>
<h1>Hit ratio over size</h1>
<p>Point at a curve, or move along it with the arrow keys, to read the figures.</p>
${charts.map((chart) => `<figure tabindex="0">\n${svgOfChart(chart)}\n</figure>`).join('\n')}
<h2>Figures</h2>
<pre>${escapeMarkup(textReport(simulation))}</pre>
<script type="application/json" id="charts">${scriptSafe(charts.map(hoverData))}</script>
<script>${HOVER_SCRIPT}</script>
</body>
</html>
`;
}

function hoverData({ sizes, lines }: Chart): object {
  return {
    sizes,
    top: PLOT.top,
    height: PLOT.height,
    lines: lines.map(({ name, points }, index) => ({
      name,
      colour: colourOf(index),
      ratios: points.map(({ hitRatio }) => hitRatio),
    })),
  };
}

/** JSON in which no text can end the element that it stands in. */
function scriptSafe(data: unknown): string {
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}
