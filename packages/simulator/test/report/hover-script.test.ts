import { runInNewContext } from 'node:vm';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { htmlPage } from '../../src/report/html-page.js';
import { FakeElement } from './fake-page.js';
import { simulation } from './figures.js';

const page = htmlPage(simulation);
const [, json, script] = /<script type="application\/json" id="charts">(.*?)<\/script>\n<script>(.*?)<\/script>/s.exec(
  page,
)!;

let figure: FakeElement;
let box: FakeElement;

/** Runs the page's script as a browser would, with a figure for each chart. */
beforeEach(() => {
  const data = new FakeElement();
  data.textContent = json!;
  const figures = [new FakeElement(new FakeElement()), new FakeElement(new FakeElement())];
  const document = {
    getElementById: () => data,
    querySelectorAll: () => figures,
    createElement: () => new FakeElement(),
  };
  runInNewContext(script!, { document });
  figure = figures[0]!;
  box = figure.children[0] as FakeElement;
});

describe('over a chart', () => {
  it('tells the figures of the size nearest to the pointer, the best first', () => {
    figure.picture!.fire('pointermove', { clientX: 100 + 300 });

    expect(figure.classes).toEqual(new Set(['told']));
    expect(box.text).toBe('1,000 entries optimum 50.00 % lru 40.00 % lfu 35.00 %');

    figure.picture!.fire('pointermove', { clientX: 100 + 40 });
    expect(box.text).toBe('100 entries optimum 5.00 % lfu 3.00 % lru 2.50 %');
  });

  it('stays inside the figure', () => {
    figure.picture!.fire('pointermove', { clientX: 100 + 300 });
    expect(box.style).toMatchObject({ left: '', right: `${424 - 684 / 2 + 12}px` });

    figure.picture!.fire('pointermove', { clientX: 100 + 40 });
    expect(box.style).toMatchObject({ left: `${64 / 2 + 12}px`, right: '' });
  });

  it('tells nothing once the pointer has left', () => {
    figure.picture!.fire('pointermove', { clientX: 400 });
    figure.picture!.fire('pointerleave');

    expect(figure.classes.size).toBe(0);
  });

  it('goes from size to size with the arrow keys', () => {
    figure.fire('focus');
    expect(box.text).toMatch(/^100 entries/);

    figure.fire('keydown', { key: 'ArrowRight' });
    figure.fire('keydown', { key: 'ArrowRight' });
    expect(box.text).toMatch(/^1,000 entries/);

    figure.fire('keydown', { key: 'ArrowLeft' });
    expect(box.text).toMatch(/^100 entries/);

    figure.fire('keydown', { key: 'Escape' });
    expect(figure.classes.size).toBe(0);
  });
});
