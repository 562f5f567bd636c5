import { describe, expect, it } from '@jest/globals';
import { keepsAnswers } from '../../src/entry/kept-answers.js';

describe('the promise that answers hits', () => {
  it.each([1, 8_192, undefined])('is kept among %s entries', (size) => {
    expect(keepsAnswers({ size } as Parameters<typeof keepsAnswers>[0])).toBe(true);
  });

  it('is not kept where it would take longer to fetch than to make', () => {
    expect(keepsAnswers({ size: 8_193 } as Parameters<typeof keepsAnswers>[0])).toBe(false);
  });
});
