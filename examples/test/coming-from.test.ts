import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import * as core from '@memoir/core';
import * as serdes from '@memoir/serde-json';
import * as memoir from 'memoir';

const DOCS = new URL('../../docs/coming-from/', import.meta.url);
const SOURCES = new URL('../src/coming-from/', import.meta.url);
const pages = readdirSync(DOCS);
const exported = new Set([...Object.keys(memoir), ...Object.keys(core), ...Object.keys(serdes)]);

describe('the pages for those who come from elsewhere', () => {
  it('are there for each of the five systems, and for the libraries of this language', () => {
    expect(pages.sort()).toEqual([
      'async-cache-dedupe.md',
      'bentocache.md',
      'cacheable.md',
      'faas-cache-dict.md',
      'lru-cache.md',
      'omoide-cache.md',
      'p-memoize.md',
      'py-memoize.md',
      'simple-memory-cache.md',
      'versioned-lru-cache.md',
    ]);
  });

  describe.each(pages)('%s', (name) => {
    const page = readFileSync(new URL(name, DOCS), 'utf8');

    it('quotes a program and its output to the letter', () => {
      const source = readFileSync(new URL(name.replace('.md', '.ts'), SOURCES), 'utf8');
      const printed = readFileSync(new URL(name.replace('.md', '.txt'), SOURCES), 'utf8');
      const [, code] = /^```ts\n(.*?)^```$/ms.exec(page)!;
      const [, output] = /^```text\n(.*?)^```$/ms.exec(page)!;
      expect(source.endsWith(code!)).toBe(true);
      expect(output).toBe(printed);
    });

    it('names what exists', () => {
      const classes = [
        ...page.matchAll(
          /\b[A-Z][A-Za-z]+(?:Strategy|Builder|Serde|Postprocessing|Error|Support|Map|Configuration|Session|Storage)\b/g,
        ),
      ];
      expect(classes.map(([word]) => word).filter((word) => !exported.has(word))).toEqual([]);
    });

    it('points at files that exist', () => {
      const links = [...page.matchAll(/\]\(([^)#]+)/g)].map(([, link]) => link!);
      expect(links.length).toBeGreaterThan(0);
      expect(links.filter((link) => !existsSync(fileURLToPath(new URL(link, DOCS))))).toEqual([]);
    });
  });
});
