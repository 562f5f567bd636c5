import { describe, expect, it } from '@jest/globals';
import { StructuredClonePostprocessing } from '../../src/postprocessing/structured-clone-postprocessing.js';
import { PRIMITIVES, User } from './support/values.js';

describe('structured clone', () => {
  const clone = new StructuredClonePostprocessing();

  it.each(PRIMITIVES)('gives %p as it is', (value) => {
    expect(clone.apply(value)).toBe(value);
  });

  it('gives every caller a copy of its own, all the way down', () => {
    const stored = {
      list: [{ a: 1 }],
      at: new Date(0),
      map: new Map([['k', new Set([1])]]),
      bytes: new Uint8Array([1]),
    };

    const [first, second] = [clone.apply(stored), clone.apply(stored)];
    first.list[0].a = 2;
    first.map.get('k').add(2);
    first.bytes[0] = 9;
    first.at.setTime(1);

    expect(JSON.stringify(second)).toBe(JSON.stringify(stored));
    expect(stored).toEqual({
      list: [{ a: 1 }],
      at: new Date(0),
      map: new Map([['k', new Set([1])]]),
      bytes: new Uint8Array([1]),
    });
    expect([...second.map.get('k')]).toEqual([1]);
  });

  it('copies circular structures', () => {
    const stored: { self?: unknown } = {};
    stored.self = stored;

    const copy = clone.apply(stored);

    expect(copy.self).toBe(copy);
    expect(copy).not.toBe(stored);
  });

  it('makes a plain object of an instance', () => {
    const copy = clone.apply(new User({ name: 'ada' }));

    expect(copy.profile).toEqual({ name: 'ada' });
    expect(copy.change).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['an object with a function in it', { deep: { f() {} } }],
    ['a promise', Promise.resolve()],
  ])('fails for the caller of %s', (_, value) => {
    expect(() => clone.apply(value)).toThrow(expect.objectContaining({ name: 'DataCloneError' }));
  });
});
