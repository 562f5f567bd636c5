import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { differenceBetween } from '../../src/testing/difference.js';

describe('differenceBetween', () => {
  it.each<[unknown, unknown, string]>([
    [1, '1', '$: 1, not "1"'],
    [0, -0, '$: 0, not -0'],
    [null, undefined, '$: null, not undefined'],
    [{ a: [1, { b: 2 }] }, { a: [1, { b: 3 }] }, '$.a.1.b: 2, not 3'],
    [{ a: undefined }, {}, '$: has [a], not []'],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, '$: has [a, b], not [b, a]'],
    [new Date(1), new Date(2), '$.time: 1, not 2'],
    [new Map([[1, 2]]), new Set([1, 2]), '$: Map, not Set'],
    [new Map([['a', 1]]), new Map([['a', 2]]), '$.entries()[1]: 1, not 2'],
    [new Set([1]), new Set([2]), '$.values()[0]: 1, not 2'],
    [/a/g, /a/i, '$.text: "/a/g", not "/a/i"'],
    [Buffer.from('a'), Uint8Array.of(97), '$: Buffer, not Uint8Array'],
    [Uint8Array.of(1), Uint8Array.of(2), '$.bytes: "01", not "02"'],
    [new Error('a'), new TypeError('a'), '$.name: "Error", not "TypeError"'],
    [new Error('a', { cause: 1 }), new Error('a'), '$: has [name, message, cause], not [name, message]'],
    [new (class Money {})(), {}, '$: Money, not Object'],
    [new (class Registry extends Map {})(), new Map(), '$: Registry, not Map'],
    [[undefined], new Array(1), '$: has [0, length], not [length]'],
    [Object(1), Object(2), '$.primitive: 1, not 2'],
    [new URL('http://a/'), new URL('http://b/'), '$.href: "http://a/", not "http://b/"'],
    ['x'.repeat(100), '', `$: "${'x'.repeat(60)}"..., not ""`],
  ])('between %p and %p is found', (actual, expected, difference) => {
    expect(differenceBetween(actual, expected)).toBe(difference);
  });

  it('is none between values that are alike in another realm', () => {
    const source =
      '({ at: new Date(1), map: new Map([["a", [new Set([1n])]]]), error: new RangeError("x"), bytes: new Uint8Array(2) })';

    expect(differenceBetween(runInNewContext(source), runInNewContext(source))).toBeUndefined();
    expect(
      differenceBetween(runInNewContext(source), {
        at: new Date(1),
        map: new Map([['a', [new Set([1n])]]]),
        error: new RangeError('x'),
        bytes: new Uint8Array(2),
      }),
    ).toBeUndefined();
  });

  it('is none between circles of the same shape, nor between values deeper than the stack', () => {
    const circle = () => {
      const value: { self?: unknown } = {};
      value.self = value;
      return value;
    };
    const deep = () => {
      let value: unknown = 1;
      for (let level = 0; level < 30_000; level++) value = [value];
      return value;
    };

    expect(differenceBetween(circle(), circle())).toBeUndefined();
    expect(differenceBetween(circle(), { self: circle() })).toBe('$.self: refers to another object');
    expect(differenceBetween(deep(), deep())).toBeUndefined();
  });
});
