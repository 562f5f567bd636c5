import { describe, expect, it } from '@jest/globals';
import { blocksOf, pages, testedSources } from './pages.js';

/** Without the indentation, which a quotation from within a block lacks. */
const unindented = (code: string): string => code.replaceAll(/^ +/gm, '').trim();
const sources = testedSources().map(unindented);
const quoting = pages().filter(({ text }) => blocksOf(text, 'ts').length > 0);

describe('every snippet', () => {
  it('is found', () => {
    expect(quoting.length).toBeGreaterThan(10);
  });

  it.each(quoting)('of $path stands in a program that is tested', ({ text }) => {
    const strange = blocksOf(text, 'ts').filter(
      (block) => !sources.some((source) => source.includes(unindented(block))),
    );

    expect(strange).toEqual([]);
  });
});
