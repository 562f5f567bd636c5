import { describe, expect, it } from '@jest/globals';
import { NoPostprocessing } from '../../src/postprocessing/no-postprocessing.js';
import { PRIMITIVES } from './support/values.js';

describe('no postprocessing', () => {
  it.each([...PRIMITIVES, Symbol('s').description, { a: 1 }])('gives %p as it is', (value) => {
    expect(new NoPostprocessing().apply(value)).toBe(value);
  });
});
