import { describe, expect, it } from '@jest/globals';
import { csvReport } from '../../src/report/csv-report.js';
import { htmlPage } from '../../src/report/html-page.js';
import { jsonReport } from '../../src/report/json-report.js';
import { pngPicture } from '../../src/report/png-picture.js';
import { svgPicture } from '../../src/report/svg-picture.js';
import { simulation } from './figures.js';

describe('CSV', () => {
  it('has a row per policy, size and trace, with quotes where they are needed', () => {
    const lines = csvReport(simulation).split('\n');

    expect(lines[0]).toBe(
      'trace,requests,unique,size,policy,hits,hitRatio,optimum,shareOfOptimum,regret,nanosecondsPerRequest',
    );
    expect(lines[1]).toBe('shop,2000,1500,100,lru,50,0.025,0.05,0.5,0.005,99.6');
    expect(lines[6]).toBe('"<b>""disk""",2000,1500,10,lfu,2,0.001,0.005,0.2,0,99.6');
    expect(lines).toHaveLength(8);
  });
});

describe('JSON', () => {
  it('holds the whole simulation', () => {
    const read = JSON.parse(jsonReport(simulation));

    expect(read.policies).toEqual(simulation.policies);
    expect(read.capacities[1]).toEqual(simulation.capacities[1]);
    expect(read.capacities[2]).toMatchObject({ policy: 'lfu', capacity: null });
  });
});

describe('the picture', () => {
  const svg = svgPicture(simulation.policies);

  it('has a curve per policy and one for the optimum, in each chart', () => {
    expect(svg.match(/<polyline/g)).toHaveLength(6);
    expect(svg).toContain('<polyline class="curve" stroke="#0077bb" points="64,333 684,108"/>');
  });

  it('names its parts', () => {
    for (const text of ['shop: 2,000 requests, 1,500 unique keys', 'optimum', 'lru', 'lfu', '1,000', '50 %']) {
      expect(svg).toContain(`>${text}</text>`);
    }
    expect(svg).toContain('&lt;b&gt;&quot;disk&quot;');
  });

  it('knows light and dark, and asks nobody for anything', () => {
    expect(svg).toContain('@media (prefers-color-scheme: dark)');
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/https?:|url\(|@import|href|src=/);
  });

  it('can be drawn as PNG', async () => {
    const { bytes } = await pngPicture(svg);
    const size = Buffer.from(bytes.buffer, bytes.byteOffset + 16, 8);

    expect([...bytes.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    expect([size.readUInt32BE(0), size.readUInt32BE(4)]).toEqual([848 * 2, 412 * 2 * 2]);
  });
});

describe('the page', () => {
  const page = htmlPage(simulation);

  it('asks nobody for anything, and has the browser refuse to', () => {
    expect(page).toContain(
      `content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"`,
    );
    expect(page.replaceAll('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(
      /https?:|url\(|@import|src=|href="(?!data:,")/,
    );
  });

  it('knows light and dark', () => {
    expect(page).toContain('color-scheme: light dark');
    expect(page.match(/@media \(prefers-color-scheme: dark\)/g)).toHaveLength(2);
  });

  it('holds a chart for each trace, and the figures as text', () => {
    expect(page.match(/<figure tabindex="0">\n<svg/g)).toHaveLength(2);
    expect(page).toContain('       lru        40.00 %      80.0 %    0.00         100');
  });

  it('lets no name of a trace become markup', () => {
    const [own] = simulation.policies;
    const hostile = htmlPage({ policies: [{ ...own!, trace: '</script><img src=x>' }], capacities: [] });

    expect(hostile).not.toContain('<img');
    expect(hostile.match(/<\/script>/g)).toHaveLength(2);
  });
});
