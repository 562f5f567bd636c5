import { existsSync, readFileSync } from 'node:fs';
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

/** As the site and GitHub name a heading, where it has no more than words, code and marks of punctuation. */
const anchorsIn = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .trim()
      .replace(/ /g, '-'),
  );

describe('every link to a heading', () => {
  it.each(all)('of $path leads to one', ({ path, text }) => {
    const missing = [...text.matchAll(/\]\(([^)\s:]*\.md|)#([^)\s]+)\)/g)].filter(([, file, heading]) => {
      const target = file === '' ? text : readFileSync(join(ROOT, dirname(path), file!), 'utf8');
      return !anchorsIn(target).includes(heading!.replace(/^_(?=\d)/, '')); // the site has that before a number
    });

    expect(missing.map(([link]) => link)).toEqual([]);
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
