import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { Amount, NotFound, Weight } from './classes.js';

const text = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'b',
    '1',
    '1n',
    '-0',
    'null',
    'hole',
    '(',
    ')',
    '(1)',
    ',',
    '"',
    '\\',
    '{}',
    'é',
    '日本',
    '\ud800',
  ),
  fc.constantFrom('"a"', 'a","b', '@Amount(1)', 'x'.repeat(13), '\udc00', '\n', '\u2028', '__proto__', 'toJSON'),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

const number = fc.oneof(
  fc.constantFrom(
    0,
    -0,
    1,
    10,
    100,
    99_999,
    100_000,
    999_999,
    1_000_000,
    -1,
    1.5,
    1e21,
    5e-324,
    Number.NaN,
    Infinity,
    -Infinity,
  ),
  fc.double(),
  fc.integer(),
);

const primitive = fc.oneof(
  text,
  number,
  fc.constantFrom(0n, 1n, -1n, 10n ** 30n),
  fc.constantFrom<unknown>(true, false, null, undefined),
);

const bytes = fc.array(fc.constantFrom(0, 1, 255), { maxLength: 3 });

const opaque = fc.oneof(
  fc.constantFrom(0, 1, -1, 8.64e15, -8.64e15, Number.NaN).map((time) => new Date(time)),
  fc
    .constantFrom(['a', ''], ['a', 'g'], ['a', 'gi'], ['/', ''], ['"', 'u'])
    .map(([source, flags]) => new RegExp(source!, flags)),
  fc.constantFrom('http://a/', 'http://a/?', 'http://a/?b', 'http://b/').map((href) => new URL(href)),
  fc.constantFrom('', 'a', 'a=1&b=2', 'b=2&a=1', 'a=1%26b%3D2').map((search) => new URLSearchParams(search)),
  bytes.map((content) => Uint8Array.from(content)),
  bytes.map((content) => Uint8ClampedArray.from(content)),
  bytes.map((content) => Int8Array.from(content)),
  bytes.map((content) => Buffer.from(content)),
  bytes.map((content) => Uint8Array.from(content).buffer),
  bytes.map((content) => new DataView(Uint8Array.from([7, ...content]).buffer, 1)),
  bytes.map((content) => Uint16Array.from(content)),
  fc.array(fc.constantFrom(0, -0, 1, Number.NaN), { maxLength: 2 }).map((content) => Float32Array.from(content)),
  fc.array(fc.constantFrom(0, -0, 1, Number.NaN), { maxLength: 2 }).map((content) => Float64Array.from(content)),
  fc.array(fc.constantFrom(0n, 1n), { maxLength: 2 }).map((content) => BigInt64Array.from(content)),
  fc
    .constantFrom<unknown>(0, -0, 1, Number.NaN, '', 'a', 'ab', true, false, 0n, 1n)
    .map((boxed) => Object(boxed) as object),
);

const name = fc.oneof(
  fc.constantFrom(
    'a',
    'b',
    'c',
    '',
    '1',
    '10',
    'a b',
    '"',
    'é',
    'name',
    'message',
    'constructor',
    '__proto__',
    'toJSON',
  ),
  fc.string({ maxLength: 3 }),
);

const HOLE = Symbol('hole');

function arrayOf(elements: readonly unknown[], added: Readonly<Record<string, unknown>>): unknown[] {
  const array: unknown[] = new Array(elements.length);
  elements.forEach((element, index) => {
    if (element !== HOLE) array[index] = element;
  });
  return Object.assign(array, added);
}

export function objectOf(prototype: object | null, entries: readonly (readonly [string, unknown])[]): object {
  const object = Object.create(prototype) as object;
  for (const [key, value] of entries) {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return object;
}

function errorOf(Class: ErrorConstructor, message: string, code: unknown, cause: unknown): Error {
  const error = cause === HOLE ? new Class(message) : new Class(message, { cause });
  return code === HOLE ? error : Object.assign(error, { code });
}

/** Values of every kind that can be keyed, nested, from so small a stock that equal ones and near misses are frequent. */
const { value } = fc.letrec((tie) => {
  const inner = tie('value');
  const orHole = fc.oneof({ weight: 4, arbitrary: inner }, { weight: 1, arbitrary: fc.constant<unknown>(HOLE) });
  const entries = fc.uniqueArray(fc.tuple(name, inner), { maxLength: 4, selector: ([key]) => key });
  const added = fc.oneof(
    { weight: 5, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.record({ index: inner }) },
  );
  return {
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 6, arbitrary: primitive },
      { weight: 2, arbitrary: opaque },
      {
        weight: 2,
        arbitrary: fc.tuple(fc.array(orHole, { maxLength: 4 }), added).map(([list, more]) => arrayOf(list, more)),
      },
      { weight: 4, arbitrary: entries.map((list) => objectOf(Object.prototype, list)) },
      { weight: 1, arbitrary: entries.map((list) => objectOf(null, list)) },
      { weight: 1, arbitrary: fc.array(fc.tuple(inner, inner), { maxLength: 3 }).map((list) => new Map(list)) },
      { weight: 1, arbitrary: fc.array(inner, { maxLength: 3 }).map((list) => new Set(list)) },
      { weight: 1, arbitrary: inner.map((json) => new Amount(json)) },
      { weight: 1, arbitrary: inner.map((json) => new Weight(json)) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(fc.constantFrom<any>(Error, TypeError, NotFound), fc.constantFrom('', 'a'), orHole, orHole)
          .map(([Class, message, code, cause]) => errorOf(Class, message, code, cause)),
      },
    ),
  };
});

export const anyValue: fc.Arbitrary<unknown> = value;
export const anyArguments: fc.Arbitrary<unknown[]> = fc.array(value, { maxLength: 3 });

/** What the fast encoder is for: small and plain. */
const { plain } = fc.letrec((tie) => ({
  plain: fc.oneof(
    { depthSize: 'small' },
    { weight: 4, arbitrary: primitive },
    { weight: 1, arbitrary: fc.array(tie('plain'), { maxLength: 3 }) },
    {
      weight: 2,
      arbitrary: fc.dictionary(fc.constantFrom('page', 'size', 'sort', 'a b'), tie('plain'), { maxKeys: 4 }),
    },
  ),
}));

export const plainArguments: fc.Arbitrary<unknown[]> = fc.array(plain as fc.Arbitrary<unknown>, { maxLength: 3 });
