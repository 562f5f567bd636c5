import { h } from 'vue';

const WIDTH = 640;
const LABELS = 170;
const FIGURES = 120;
const ROW = 26;

/** One path of the benchmark: a bar per subject, as long as its share of the floor's speed; the whisker is the middle half. */
export const RatioChart = ({ path }) => {
  const rows = path.rows.toSorted((one, other) => other.ratio.median - one.ratio.median);
  const longest = Math.max(1, path.budget, ...rows.map(({ ratio }) => ratio.high));
  const at = (ratio) => LABELS + (ratio / longest) * (WIDTH - LABELS - FIGURES);
  const height = rows.length * ROW + 4;
  return h('figure', { class: 'ratio-chart' }, [
    h('figcaption', `${path.title}: share of the floor's speed; budget ${path.budget}, ${path.verdict}`),
    h('svg', { viewBox: `0 0 ${WIDTH} ${height}`, role: 'img', 'aria-label': path.title }, [
      ...rows.map((row, index) => bar(row, index * ROW, at)),
      h('line', { class: 'budget', x1: at(path.budget), x2: at(path.budget), y1: 0, y2: height }),
    ]),
  ]);
};
RatioChart.props = ['path'];

function bar({ subject, ratio, nanoseconds }, top, at) {
  return h('g', { class: subject.startsWith('memoir') || subject.startsWith('key') ? 'own' : undefined }, [
    h('text', { x: LABELS - 8, y: top + 18, 'text-anchor': 'end' }, subject),
    h('rect', { x: LABELS, y: top + 5, width: at(ratio.median) - LABELS, height: ROW - 9, rx: 2 }),
    h('line', { x1: at(ratio.low), x2: at(ratio.high), y1: top + 13.5, y2: top + 13.5 }),
    h('text', { x: at(ratio.high) + 8, y: top + 18 }, `${ratio.median.toFixed(2)} · ${nanosecondsText(nanoseconds)}`),
  ]);
}

function nanosecondsText(nanoseconds) {
  return `${Math.round(nanoseconds).toLocaleString('en')} ns`;
}
