import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const page = read('../../docs/loads.md');
const blocks = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!);
const links = [...page.matchAll(/\]\((\.\.[^)#]+)/g)].map(([, link]) => link!);

describe('the page on loads', () => {
  it('quotes examples that are tested, to the letter', () => {
    const sources = links.map((link) => read(`../../docs/${link}`));

    expect(blocks).toHaveLength(4);
    expect(blocks.filter((code) => !sources.some((source) => source.includes(code)))).toEqual([]);
  });

  it('points at examples whose output is tested', () => {
    const files = links.map((link) => fileURLToPath(new URL(`../../docs/${link}`, import.meta.url)));

    expect(files).toHaveLength(4);
    expect(files.filter((file) => !existsSync(file.replace(/\.ts$/, '.txt')))).toEqual([]);
  });
});

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8');
}
