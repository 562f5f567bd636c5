import { Buffer } from 'node:buffer';
import fc from 'fast-check';

/** Keys that have tripped serializers: tags, prototypes, numbers, lone surrogates. */
const key = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toJSON',
    'length',
    '$',
    '$Date',
    '$memoir',
    '$type',
    '$object',
    '0',
    '-1',
    '',
  ),
);

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
);

const flags = fc.subarray(['d', 'g', 'i', 'm', 's', 'u', 'y']).map((list) => list.join(''));

const VIEWS: readonly (new (buffer: ArrayBuffer) => ArrayBufferView)[] = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
];

const view = fc
  .tuple(fc.constantFrom(...VIEWS), fc.uint8Array({ minLength: 0, maxLength: 40 }))
  .map(([View, bytes]) => {
    const whole = bytes.slice(0, bytes.length - (bytes.length % 8));
    return new View(Uint8Array.from(whole).buffer);
  });

const leaf: fc.Arbitrary<unknown> = fc.oneof(
  text,
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.constantFrom(null, undefined, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  fc.bigInt(),
  fc.date({ noInvalidDate: false }),
  fc.tuple(fc.constantFrom('a', '(?<n>x)\\/', '[^]', ''), flags).map(([source, f]) => new RegExp(source, f)),
  fc.webUrl({ withQueryParameters: true, withFragments: true }).map((url) => new URL(url)),
  fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string())).map((pairs) => new URLSearchParams(pairs)),
  fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  fc.uint8Array().map((bytes) => Uint8Array.from(bytes).buffer),
  view,
  fc.constantFrom(Object(1), Object('abc'), Object(false), Object(1n)),
);

const ERRORS = [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError] as const;

/** Keys are set as own properties, `__proto__` as well. */
function withOwn<T extends object>(target: T, entries: readonly (readonly [string, unknown])[]): T {
  for (const [name, value] of entries) {
    if (Array.isArray(target) && name === 'length') continue;
    Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true });
  }
  return target;
}

function withHole(list: unknown[]): unknown[] {
  delete list[2];
  return list;
}

/** Any value that JsonSerde carries without hooks, nested. */
export const carriedValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown; entries: [string, unknown][] }>(
  (tie) => {
    const value = tie('value');
    const entries = tie('entries');
    return {
      entries: fc.array(fc.tuple(key, value), { maxLength: 4 }) as fc.Arbitrary<[string, unknown][]>,
      value: fc.oneof(
        { maxDepth: 5, depthSize: 'small', withCrossShrink: true },
        leaf,
        entries.map((own) => withOwn({}, own)),
        entries.map((own) => withOwn(Object.create(null) as object, own)),
        fc.array(value, { maxLength: 5 }),
        fc.tuple(fc.nat(200), entries).map(([length, own]) => withHole(withOwn(new Array(length + 3), own))),
        fc
          .tuple(fc.array(value, { maxLength: 3 }), entries)
          .map(([list, own]) => withOwn(list, [['index', 0], ...own])),
        fc.array(fc.tuple(value, value), { maxLength: 4 }).map((list) => new Map(list)),
        fc.array(value, { maxLength: 4 }).map((list) => new Set(list)),
        fc
          .tuple(fc.constantFrom(...ERRORS), text, value, entries)
          .map(([Kind, message, cause, own]) => withOwn(new Kind(message, { cause }), own)),
        fc
          .tuple(fc.array(value, { maxLength: 3 }), text)
          .map(([errors, message]) => new AggregateError(errors, message)),
      ),
    };
  },
).value;
