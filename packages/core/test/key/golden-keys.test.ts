import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ArgumentsKeyExtractor } from '../../src/key/arguments-key-extractor.js';

/** Arguments as one would write them, and the key of the call. A change to any of them orphans what Redis holds. */
const golden = JSON.parse(readFileSync(new URL('./golden-keys.json', import.meta.url), 'utf8')) as Record<
  string,
  string
>;

describe('the text of a key', () => {
  const extractor = new ArgumentsKeyExtractor();
  const method = { name: 'load', namespace: 'n' };

  it.each(Object.entries(golden))('of (%s) never changes', (call, key) => {
    const makeArguments = new Function('Buffer', `return ((...args) => args)(${call})`) as (
      buffer: unknown,
    ) => unknown[];

    const keys = [1, 2, 3].map(() => extractor.extract(makeArguments(Buffer), undefined, method));

    expect(keys).toEqual([key, key, key]);
  });

  it('is different for all of them, apart from two that are equal', () => {
    const equal = [
      ['', 'undefined'],
      ["'ada'", "'ada', undefined"],
      ['{}', 'Object.create(null)'],
    ];

    for (const [one, other] of equal) expect(golden[one!]).toBe(golden[other!]);
    expect(new Set(Object.values(golden)).size).toBe(Object.keys(golden).length - equal.length);
  });
});
