import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { storageConformance } from '@memoir/core/testing';
import { LatestResultsStorage } from '../src/direct-storage.js';

const page = read('../../docs/writing-a-storage.md');
const blocks = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!);
const sources = ['../src/file-storage.ts', '../src/direct-storage.ts', './direct-storage.test.ts'].map(read);

describe('the page on writing a storage', () => {
  it('quotes what is tested, to the letter', () => {
    expect(blocks).toHaveLength(4);
    expect(blocks.filter((code) => !sources.some((source) => source.includes(code)))).toEqual([]);
  });

  it('points at files that exist', () => {
    const links = [...page.matchAll(/\]\(([^)#]+)/g)].map(([, link]) => link!);

    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((link) => !existsSync(fileURLToPath(new URL(`../../docs/${link}`, import.meta.url))))).toEqual(
      [],
    );
  });

  it('is right about the number of rules', () => {
    let rules = 0;
    const runner = { describe: (_name: string, body: () => void) => body(), it: () => void rules++ };
    storageConformance(runner, 'counted', () => new LatestResultsStorage(1));

    expect(rules).toBeGreaterThanOrEqual(60);
    expect(rules).toBeLessThan(70);
  });
});

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8');
}
