import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { siteLinkOf } from '../.vitepress/workspace.mjs';
import { pages, ROOT } from './pages.js';

const all = pages().filter(({ path }) => !path.includes('['));
const linksIn = (text: string): readonly string[] =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!).filter((link) => !/^([a-z]+:|#|\/)/.test(link));

describe('every link among the files', () => {
  it.each(all)('of $path leads to a file', ({ path, text }) => {
    const missing = linksIn(text).filter((link) => !existsSync(join(ROOT, dirname(path), link.split('#')[0]!)));

    expect(missing).toEqual([]);
  });
});

describe('a link on the site', () => {
  it('leads to the page of what the file is', () => {
    expect(siteLinkOf('docs/loads.md', '../examples/src/batching.ts')).toBe('/examples/batching');
    expect(siteLinkOf('docs/eviction.md', '../packages/simulator/README.md#options')).toBe(
      '/packages/simulator#options',
    );
    expect(siteLinkOf('docs/settings/jitter.md', '../freshness.md')).toBe('/freshness');
    expect(siteLinkOf('packages/storage-redis/README.md', '../../docs/redis-format.md')).toBe('/redis-format');
  });

  it('is left as it is where it leads elsewhere', () => {
    expect(siteLinkOf('docs/loads.md', '#limits')).toBe('#limits');
    expect(siteLinkOf('docs/loads.md', 'https://www.rfc-editor.org/')).toBe('https://www.rfc-editor.org/');
  });

  it('may not lead to what the site does not show', () => {
    expect(() => siteLinkOf('docs/loads.md', '../package.json')).toThrow('../package.json');
  });
});
