import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { pages, ROOT } from './pages.js';

/** What a reader is promised, beside the settings: each of these is missed when it is gone. */
const PAGES = [
  'getting-started',
  'guarantees',
  'performance',
  'freshness',
  'loads',
  'eviction',
  'tiers',
  'writing-a-storage',
  'bridges',
  'inspect',
  'devtools',
  'telemetry',
  'switches',
  ...['a-request-object', 'redis-is-down', 'after-a-write', 'which-capacity', 'which-storage', 'shared-objects'].map(
    (question) => `questions/${question}`,
  ),
  ...['testing', 'everything-at-once', 'not-found', 'a-new-version', 'serverless'].map(
    (question) => `questions/${question}`,
  ),
  ...['py-memoize', 'simple-memory-cache', 'faas-cache-dict', 'omoide-cache', 'versioned-lru-cache'].map(
    (system) => `coming-from/${system}`,
  ),
  ...['bentocache', 'cacheable', 'async-cache-dedupe', 'p-memoize', 'lru-cache'].map((peer) => `coming-from/${peer}`),
];
const SITE = join(ROOT, 'docs/.vitepress/dist');
const pageOf = (path: string): string => readFileSync(join(SITE, `${path}.html`), 'utf8');

/** A link that leads to no page ends the build with an error. */
beforeAll(() => promisify(execFile)(process.execPath, ['docs/build.mjs'], { cwd: ROOT }), 280_000);

describe('the site', () => {
  it('has a page for each page', () => {
    const paths = pages()
      .map(({ path }) => /^docs\/(.*)\.md$/.exec(path)?.[1])
      .filter((path) => path !== undefined && !path.includes('['));

    expect(paths).toEqual(expect.arrayContaining(PAGES));
    for (const path of paths) expect(pageOf(path!)).toContain('<h1');
  });

  it('shows programs, and what they print', () => {
    const page = pageOf('examples/dog-piling');

    expect(page).toContain('It prints:');
    expect(page).toContain('memoize');
  });

  it('leads from a page to the program that it quotes', () => {
    expect(pageOf('coming-from/py-memoize')).toContain('href="/examples/coming-from/py-memoize"');
  });

  it('has what the docstrings say', () => {
    expect(pageOf('api/@memoir/core/_/interfaces/RetryBackoff')).toContain('Pauses between attempts');
    expect(pageOf('api/@memoir/core/testing/classes/ManualClock')).toContain('<h1');
  });

  it('draws what the benchmark printed last, its budgets kept or not', () => {
    const { results } = JSON.parse(readFileSync(join(ROOT, 'benchmarks/results/latest.json'), 'utf8'));
    const page = pageOf('performance');

    expect(results.length).toBeGreaterThan(5);
    for (const { title, rows, verdict } of results) {
      expect(page).toContain(`aria-label="${title}"`);
      expect(page).toContain(`>${rows[1].ratio.median.toFixed(2)}<`);
      expect(page).toContain(verdict);
    }
  });
});
