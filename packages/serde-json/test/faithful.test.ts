import { Buffer } from 'node:buffer';
import { types } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { SerdeError } from '@memoir/core';
import { JsonSerde } from '@memoir/serde-json';
import { difference } from './difference.js';

const serde = new JsonSerde();
const roundTrip = (value: unknown): unknown => serde.deserialize(serde.serialize(value));
const text = (value: unknown): string => Buffer.from(serde.serialize(value)).toString();

const rightNow = new Date(1_767_225_600_123);
const withOwn = <T extends object>(target: T, own: object): T => Object.assign(target, own);
const sparse = (length: number, own: object): unknown[] => withOwn(new Array(length), own);
const matched = /(?<year>\d+)-(?<month>\d+)/.exec('on 2026-07')!;

const values: Record<string, unknown> = {
  'a text': 'Ada',
  'the empty text': '',
  'a text of every kind of character': 'tab\t nul\0 quote" back\\ é 東京 🎈 \u2028 \ufeff \ufffd',
  'a lone surrogate': 'a\ud800b\udc00',
  'a key that is a lone surrogate': { '\udfff': 1 },
  zero: 0,
  'minus zero': -0,
  'not a number': Number.NaN,
  infinity: Number.POSITIVE_INFINITY,
  'minus infinity': Number.NEGATIVE_INFINITY,
  'the smallest number': Number.MIN_VALUE,
  'the greatest number': Number.MAX_VALUE,
  true: true,
  false: false,
  null: null,
  undefined: undefined,
  'a bigint': 123456789012345678901234567890n,
  'a negative bigint': -1n,
  'undefined as a property': { a: undefined, b: 1 },
  'undefined in an array': [undefined, 1, undefined],
  'an array with holes': sparse(4, { 0: 1, 2: 3 }),
  'an array of holes only': sparse(3, {}),
  'a long array with one element': sparse(5_000_000, { 4999999: 'last' }),
  'as many holes as names': sparse(3, { 0: 1, 2: 3, named: true }),
  'the result of match': matched,
  'many objects with a name': withOwn(new Array(20).fill({ a: 1 }), { columns: ['a', 'b'] }),
  'a long array with a name beside something else': [withOwn(new Array(500).fill(0), { total: 2 }), 1n],
  'an empty array': [],
  'an empty object': {},
  'a date': rightNow,
  'an invalid date': new Date(Number.NaN),
  'a date before the year 0': new Date(-1e14),
  'the last date': new Date(8.64e15),
  'a map': new Map<unknown, unknown>([
    ['a', 1],
    [{ object: 'key' }, new Map([[Number.NaN, undefined]])],
    [-0, [rightNow]],
  ]),
  'an empty map': new Map(),
  'a set': new Set<unknown>([1, '1', { a: new Set([undefined]) }]),
  'an empty set': new Set(),
  'an expression': /a+(?<name>b)\/[^/]\n/giu,
  'an expression that stopped on its way': withOwn(/x/y, { lastIndex: 7 }),
  'the empty expression': /(?:)/,
  'a URL': new URL('https://user:pass@example.org:8080/päth?q=1&q=2#frag'),
  'URL parameters': new URLSearchParams([
    ['q', 'a b'],
    ['q', '?&='],
    ['', ''],
  ]),
  'a Buffer': Buffer.from([0, 1, 254, 255]),
  'an empty Buffer': Buffer.alloc(0),
  'part of a buffer': new Uint16Array(new ArrayBuffer(16), 4, 3),
  Int8Array: new Int8Array([-128, 127]),
  Uint8Array: new Uint8Array([0, 255]),
  Uint8ClampedArray: new Uint8ClampedArray([0, 255]),
  Int16Array: new Int16Array([-32768, 258]),
  Uint16Array: new Uint16Array([258, 65535]),
  Int32Array: new Int32Array([-1, 1]),
  Uint32Array: new Uint32Array([1, 4294967295]),
  Float32Array: new Float32Array([1.5, -0, Number.NaN]),
  Float64Array: new Float64Array([1.5, -0, Number.NaN, Number.MAX_VALUE]),
  BigInt64Array: new BigInt64Array([-1n, 1n]),
  BigUint64Array: new BigUint64Array([1n, 2n ** 64n - 1n]),
  'a long typed array': new Uint8Array(1000).fill(7),
  DataView: new DataView(new Uint8Array([1, 2, 3, 4]).buffer, 1, 2),
  ArrayBuffer: new Uint8Array([1, 2, 3]).buffer,
  'an error': new Error('lost'),
  'an error without a message': new Error(),
  'an error with a cause': new TypeError('outer', { cause: new RangeError('inner', { cause: undefined }) }),
  'an error with properties': withOwn(new Error('ENOENT'), {
    code: 'ENOENT',
    errno: -2,
    at: rightNow,
    name: 'Missing',
  }),
  'several errors in one': new AggregateError([new Error('one'), 'two'], 'both'),
  'an object without a prototype': withOwn(Object.create(null), { a: 1, nested: Object.create(null) }),
  'a boxed number': Object(-0),
  'a boxed text': Object('abc'),
  'a boxed boolean': Object(false),
  'a boxed bigint': Object(1n),
  'an own key __proto__': JSON.parse('{"__proto__":{"admin":true},"b":1}'),
  'a tag of ours, as data': { $Date: '2026-01-01T00:00:00.000Z' },
  'the envelope, as data': { $memoir: 1, value: { $type: 'x', value: [{ $bigint: '1' }] } },
  'keys that are constructor and prototype': { constructor: { prototype: 1 }, toString: 1, hasOwnProperty: 2 },
  'a key that is toJSON': { toJSON: 'no function', at: rightNow },
  'keys that are numbers': { 2: 'b', 1: 'a', $x: 'c' },
  'a list of all kinds of objects': [
    { a: 1 },
    {},
    { constructor: 'Object' },
    { constructor: 1, b: { c: [-0] } },
    Object.create(null),
    [{ d: 1 }],
    { at: rightNow },
    { e: Number.NaN },
  ],
  'a list of plain objects that are not alike': [
    [1],
    { a: 1 },
    {},
    { constructor: 1 },
    null,
    'x',
    5,
    { b: [{}] },
    [{}],
  ],
};

describe('JsonSerde', () => {
  it.each(Object.entries(values))('carries %s', (_name, value) => {
    const hit = roundTrip(value);

    expect(difference(hit, value)).toBeUndefined();
  });

  // Beside other types, where a list keeps its names.
  it.each(Object.entries(values))('carries %s deep inside', (_name, value) => {
    const nested = { list: [{ plain: 1 }, { value }, new Map([[value, [value]]])], set: new Set([value]) };

    expect(difference(roundTrip(nested), nested)).toBeUndefined();
  });

  it('writes plain data as the JSON it is', () => {
    const plain = { id: 1, tags: ['a', 'b'], nested: { ok: true, nothing: null }, price: 1.5, dollars: '$5', a$: 1 };

    expect(text(plain)).toBe(JSON.stringify(plain));
    expect(text('plain')).toBe('"plain"');
    expect(text(null)).toBe('null');
  });

  it('writes a deep value as the JSON it is', () => {
    let deep: unknown = 'bottom';
    for (let depth = 0; depth < 1000; depth++) deep = depth % 2 ? [deep] : { deep };

    expect(text(deep)).toBe(JSON.stringify(deep));
  });

  it('puts what is not plain into an envelope', () => {
    expect(text({ at: rightNow })).toBe('{"$memoir":1,"value":{"at":{"$Date":"2026-01-01T00:00:00.123Z"}}}');
  });

  it('leaves the value that it writes as it was', () => {
    const value = Object.freeze({ list: Object.freeze([rightNow, 1n]), $first: { __proto__: null, a: undefined } });

    serde.serialize(value);

    expect(difference(value, { list: [rightNow, 1n], $first: { __proto__: null, a: undefined } })).toBeUndefined();
  });

  it('tells a hole from undefined', () => {
    const hit = roundTrip(sparse(2, { 1: undefined })) as unknown[];

    expect([0 in hit, 1 in hit, hit.length]).toEqual([false, true, 2]);
  });

  it('keeps what match tells besides its groups', () => {
    const hit = roundTrip(matched) as RegExpExecArray;

    expect(hit.index).toBe(3);
    expect(hit.groups).toMatchObject({ year: '2026', month: '07' });
    expect(Object.getPrototypeOf(hit.groups)).toBeNull();
    expect(roundTrip({ plain: { matched } })).toHaveProperty('plain.matched.index', 3);
  });

  it('keeps a name on a list of objects, and loses it on a short list inside plain data', () => {
    const few = withOwn([{ a: 1 }], { total: 7 });

    expect(roundTrip(few)).toHaveProperty('total', 7);
    expect(roundTrip({ few })).not.toHaveProperty('few.total');
    expect(roundTrip({ few, at: rightNow })).toHaveProperty('few.total', 7);
    expect(roundTrip(withOwn([1, 2], { total: 7 }))).not.toHaveProperty('total');
  });

  it('refuses a prototype with nothing to be seen, wherever it stands', () => {
    const hidden = { ...{ a: 1 }, __proto__: { [Symbol('equal')]: () => true } };
    const converting = Object.create(Object.defineProperty({}, 'toJSON', { value: () => 'other' }), {
      a: { value: 1, enumerable: true },
    }) as object;

    for (const value of [hidden, converting]) {
      for (const around of [
        value,
        [value],
        { value },
        [{ a: 1 }, value],
        { list: [{ a: 1 }, value] },
        [value, rightNow],
      ])
        expect(() => roundTrip(around)).toThrow(SerdeError);
    }
  });

  it('gives an error back with its insides, stack and hidden properties', () => {
    const error = Object.defineProperty(new TypeError('lost', { cause: 1 }), 'name', {
      value: 'Odd',
      enumerable: false,
    });
    const hit = roundTrip(error) as Error;

    expect(types.isNativeError(hit)).toBe(true);
    expect(hit).toBeInstanceOf(TypeError);
    expect(hit.stack).toBe(error.stack);
    expect(Object.keys(hit)).toEqual([]);
    expect([hit.name, hit.message, hit.cause]).toEqual(['Odd', 'lost', 1]);
  });

  it('gives an error no message, cause or stack of its own that it did not have', () => {
    const error = new Error();
    delete error.stack;

    expect(Object.getOwnPropertyNames(roundTrip(error))).toEqual([]);
    expect(Object.getOwnPropertyNames(roundTrip([new AggregateError([])]) as object)).not.toContain('cause');
  });

  it('gives an error its enumerable message back as one', () => {
    const error = Object.defineProperty(new Error(), 'message', { value: 'seen', enumerable: true });

    expect(Object.keys(roundTrip(error) as Error)).toEqual(['message']);
  });

  it('carries an error that Node throws', () => {
    const caught = (() => {
      try {
        return Buffer.alloc('x' as never);
      } catch (error) {
        return error as TypeError & { code: string };
      }
    })() as TypeError & { code: string };
    const hit = roundTrip(caught) as typeof caught;

    expect([hit.code, hit.message]).toEqual([caught.code, caught.message]);
    expect(hit).toBeInstanceOf(TypeError);
  });

  it('gives memory of its own to what looks into a buffer', () => {
    const hit = roundTrip(new Uint8Array(Buffer.from('abcdef').buffer, 2, 2)) as Uint8Array;

    expect([hit.byteOffset, hit.buffer.byteLength]).toEqual([0, 2]);
  });

  it('writes two copies of what is referred to twice', () => {
    const shared = { at: rightNow };
    const hit = roundTrip({ first: shared, second: shared }) as { first: object; second: object };

    expect(hit.first).toEqual(hit.second);
    expect(hit.first).not.toBe(hit.second);
  });

  it('writes what an accessor gives, and leaves out symbols and hidden properties', () => {
    const value = Object.defineProperty(
      {
        get sum() {
          return 3n;
        },
        [Symbol('s')]: 1,
      },
      'hidden',
      { value: 1 },
    );

    expect(roundTrip(value)).toEqual({ sum: 3n });
  });

  it('is not misled by dates of fake timers', () => {
    class FakeDate extends Date {
      constructor() {
        super(5);
        Object.defineProperty(this, 'constructor', { value: Date });
      }
    }

    expect(Object.getPrototypeOf(roundTrip(new FakeDate()))).toBe(Date.prototype);
    expect(roundTrip(new FakeDate())).toEqual(new Date(5));
  });

  it('names itself and its version', () => {
    expect(serde.id).toBe('memoir-json/1');
  });
});
