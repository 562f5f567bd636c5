/**
 * What runs in the page: over a chart, the size nearest to the pointer is marked, and a box tells what each policy has
 * there. The arrow keys do the same for a chart that has the focus. Text, because it runs in a browser and this package
 * knows no DOM; it reads the charts from the element `charts`, which holds JSON.
 */
export const HOVER_SCRIPT = `
'use strict';
const charts = JSON.parse(document.getElementById('charts').textContent);
const percent = (share) => (share * 100).toFixed(2) + ' %';

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function fillBox(box, chart, place) {
  const lines = chart.lines.map((line) => ({ ...line, ratio: line.ratios[place] })).sort((a, b) => b.ratio - a.ratio);
  const table = element('table');
  for (const line of lines) {
    const row = element('tr');
    const name = element('td');
    const sign = element('i');
    sign.style.background = line.colour;
    name.append(sign, line.name);
    row.append(name, element('td', percent(line.ratio)));
    table.append(row);
  }
  box.replaceChildren(element('b', chart.sizes[place].size.toLocaleString('en-US') + ' entries'), table);
}

document.querySelectorAll('figure').forEach((figure, index) => {
  const chart = charts[index];
  const svg = figure.querySelector('svg');
  const box = figure.appendChild(element('div', undefined, 'box'));
  const guide = figure.appendChild(element('div', undefined, 'guide'));
  let place = -1;

  function show(next) {
    place = Math.max(0, Math.min(chart.sizes.length - 1, next));
    fillBox(box, chart, place);
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    const x = chart.sizes[place].x * scale;
    guide.style.left = x + 'px';
    guide.style.top = chart.top * scale + 'px';
    guide.style.height = chart.height * scale + 'px';
    box.style.top = chart.top * scale + 'px';
    const isRight = x > figure.clientWidth / 2;
    box.style.left = isRight ? '' : x + 12 + 'px';
    box.style.right = isRight ? figure.clientWidth - x + 12 + 'px' : '';
    figure.classList.add('told');
  }

  function hide() {
    figure.classList.remove('told');
    place = -1;
  }

  function showNearest(event) {
    const area = svg.getBoundingClientRect();
    const x = ((event.clientX - area.left) / area.width) * svg.viewBox.baseVal.width;
    let nearest = 0;
    chart.sizes.forEach((size, at) => {
      if (Math.abs(size.x - x) < Math.abs(chart.sizes[nearest].x - x)) nearest = at;
    });
    show(nearest);
  }

  svg.addEventListener('pointermove', showNearest);
  svg.addEventListener('pointerdown', showNearest);
  svg.addEventListener('pointerleave', hide);
  figure.addEventListener('focus', () => { if (place < 0) show(0); });
  figure.addEventListener('blur', hide);
  figure.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === 'Escape') hide();
    if (step === undefined) return;
    event.preventDefault();
    show(place < 0 ? 0 : place + step);
  });
});
`;
