import { Buffer } from 'node:buffer';
import { URL } from 'node:url';

/** A kind of values, made anew for each use, since a test may change them. */
export interface Sample {
  readonly what: string;
  make(): unknown;
}

const TYPED_ARRAYS = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
] as const;

/** Every serde carries these: what JSON knows, and the values that a loader answers when it has nothing to say. */
export const PLAIN_SAMPLES: readonly Sample[] = [
  ...[null, true, false, 0, 1, -1.5, 1e21, 5e-324, Number.MAX_SAFE_INTEGER, '', 'ada'].map((value) => ({
    what: value === '' ? 'the empty text' : String(value),
    make: () => value,
  })),
  { what: 'undefined', make: () => undefined },
  { what: 'NaN', make: () => Number.NaN },
  { what: 'text of any kind', make: () => 'é👩‍👩‍👧 \0\u2028\n"\\ <&> \ud83d lone \ude00 $ref __proto__' },
  { what: 'a long text', make: () => 'ab'.repeat(50_000) },
  { what: 'empty arrays and objects', make: () => [[], {}, [[]], { a: {} }] },
  {
    what: 'objects in arrays in objects',
    make: () => ({ list: [{ id: 1, tags: ['a', null] }, [true, [1.5]]], of: { n: 0 } }),
  },
  { what: 'properties in their order', make: () => ({ z: 1, a: 2, m: { y: 1, b: 2 } }) },
  {
    what: 'properties with any name',
    make: () => ({ '': 1, ' ': 2, 'a.b': 3, $type: 'Date', '\ud800': 4, constructor: 5, length: 6 }),
  },
  { what: 'a property named __proto__', make: () => JSON.parse('{"__proto__":{"polluted":true},"b":{"__proto__":1}}') },
  { what: 'a long array', make: () => Array.from({ length: 5_000 }, (_, n) => ({ n })) },
  { what: 'what is nested 200 levels deep', make: () => nested(200) },
];

/** A faithful serde carries these too; any other may refuse them, but not change them. */
export const FAITHFUL_SAMPLES: readonly Sample[] = [
  { what: 'Date', make: () => [new Date(0), new Date(-1), new Date(1_234_567_890_123)] },
  { what: 'an invalid Date', make: () => new Date(Number.NaN) },
  {
    what: 'Map',
    make: () =>
      new Map<unknown, unknown>([
        ['a', 1],
        [1, 'a'],
        [{ key: true }, new Map()],
        [undefined, undefined],
      ]),
  },
  { what: 'Set', make: () => new Set<unknown>(['a', 1, { of: 2 }, null, new Set([Number.NaN])]) },
  { what: 'bigint', make: () => [0n, -1n, 2n ** 64n, { n: 10n }] },
  { what: 'undefined in arrays and properties', make: () => ({ a: undefined, list: [undefined, 1, undefined] }) },
  {
    what: 'numbers that JSON does not know',
    make: () => [Number.NaN, -0, Number.POSITIVE_INFINITY, { n: Number.NEGATIVE_INFINITY }],
  },
  { what: 'RegExp', make: () => [/a/, /^[\s/]+$/giu, { of: /\n"/y }] },
  { what: 'URL', make: () => ({ home: new URL('https://ada:secret@example.com:8443/a%20b/?q=1&q=2#x') }) },
  { what: 'Buffer', make: () => [Buffer.from('ada'), Buffer.alloc(0), { of: Buffer.from([0, 255, 128]) }] },
  { what: 'typed arrays', make: () => TYPED_ARRAYS.map((Type) => Type.of(1, 2, 200)) },
  { what: 'typed arrays of bigint', make: () => [BigInt64Array.of(-1n), BigUint64Array.of(2n ** 63n)] },
  { what: 'a part of a typed array', make: () => new Uint8Array([0, 1, 2, 3, 4]).subarray(1, 3) },
  { what: 'ArrayBuffer', make: () => Uint8Array.of(1, 2, 3).buffer },
  { what: 'Error', make: () => [new Error('no user'), new TypeError('no text'), new Error('')] },
  { what: 'Error with a cause', make: () => new Error('outer', { cause: new RangeError('inner', { cause: 'text' }) }) },
  {
    what: 'Error with properties',
    make: () => Object.assign(new Error('x'), { code: 'E_USER', details: { at: new Date(1) } }),
  },
  {
    what: 'all of them in each other',
    make: () => ({
      map: new Map([[new Date(1), [new Set([1n, /x/])]]]),
      list: [{ of: new Map([['b', Buffer.from('b')]]) }],
    }),
  },
];

/** No serde has to carry these; none may change them. */
export const OPTIONAL_SAMPLES: readonly Sample[] = [
  { what: 'arrays with holes', make: () => Object.assign(new Array(3), { 0: 1, 2: 3 }) },
  { what: 'boxed primitives', make: () => [Object('a'), Object(1), Object(true)] },
  { what: 'an instance of a class', make: () => ({ price: new Money(5) }) },
  { what: 'a subclass of a built-in', make: () => [new Registry([['a', 1]])] },
  { what: 'a circular structure', make: circular },
  { what: 'what is nested 100,000 levels deep', make: () => nested(100_000) },
];

/** No serde can carry these. */
export const UNCARRIABLE_SAMPLES: readonly Sample[] = [
  { what: 'a function', make: () => () => 1 },
  { what: 'a symbol', make: () => Symbol('s') },
  { what: 'a promise', make: () => Promise.resolve(1) },
  { what: 'a WeakMap', make: () => new WeakMap() },
];

class Money {
  constructor(readonly amount: number) {}
}

class Registry extends Map<string, number> {}

function nested(levels: number): unknown {
  let value: unknown = 'bottom';
  for (let level = 0; level < levels; level++) value = level % 2 ? [value] : { of: value };
  return value;
}

function circular(): unknown {
  const value: { self?: unknown } = {};
  value.self = [value];
  return value;
}
