import { Buffer } from 'node:buffer';
import { crc32 } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Serde, SerdeError } from '@memoir/core';
import { CompressingSerde, EncryptingSerde, JsonSerde, SigningSerde } from '@memoir/serde-json';
import fc from 'fast-check';
import { carriedValue } from './carried-values.js';

const serde = new JsonSerde();
const keys = { keys: { a: Buffer.alloc(32, 1) }, current: 'a' };
const wrappers = [
  new CompressingSerde(serde),
  new CompressingSerde(serde, { algorithm: 'brotli', from: 0 }),
  new EncryptingSerde(serde, keys),
  new SigningSerde(serde, keys),
];
const untouched = Reflect.ownKeys(Object.prototype).length;

const TAGS = [
  ...[
    'undefined',
    'bigint',
    'number',
    'object',
    'nullPrototype',
    'array',
    'type',
    'memoir',
    'Date',
    'Map',
    'Set',
    'URL',
  ],
  ...[
    'RegExp',
    'URLSearchParams',
    'Buffer',
    'ArrayBuffer',
    'DataView',
    'Float64Array',
    'Error',
    'AggregateError',
    'String',
  ],
].map((name) => `$${name}`);
const FIELDS = [
  '__proto__',
  'constructor',
  'properties',
  'flags',
  'lastIndex',
  'value',
  'message',
  'errors',
  'stack',
  '0',
];

/** JSON that looks as if a writer had made it. */
const tagged: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(
      null,
      true,
      0,
      -1,
      1.5,
      2 ** 32,
      '',
      'NaN',
      '1',
      'AAAA',
      '2026-01-01T00:00:00.000Z',
      'https://a.b/',
      '(',
      'length',
    ),
    fc.array(tie('json'), { maxLength: 3 }),
    fc
      .tuple(
        fc.constantFrom(...TAGS),
        tie('json'),
        fc.array(fc.tuple(fc.constantFrom(...FIELDS), tie('json')), { maxLength: 2 }),
      )
      .map(([tag, first, more]) => {
        const object = { [tag]: first };
        for (const [key, value] of more) {
          Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
        }
        return object;
      }),
  ),
})).json;

function readsOrRefuses(bytes: Uint8Array, reader: Serde = serde): void {
  try {
    reader.deserialize(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(SerdeError);
  }
}

afterEach(() => {
  expect(Reflect.ownKeys(Object.prototype)).toHaveLength(untouched);
  expect(Object.keys(Object.prototype)).toEqual([]);
});

describe('whatever the bytes, they are read or refused by a SerdeError, and no prototype changes:', () => {
  it('any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => readsOrRefuses(bytes)),
      { numRuns: 1000 },
    );
  });

  it('any JSON with tags in it', () => {
    fc.assert(
      fc.property(tagged, (json) => readsOrRefuses(Buffer.from(`{"$memoir":1,"value":${JSON.stringify(json)}}`))),
      { numRuns: 3000 },
    );
  });

  it('bytes of a value, with some replaced, added or lost', () => {
    const change = fc.tuple(fc.nat(), fc.constantFrom(...'{}[]",:$0-1nNtA_\\', '"$Map"', '__proto__'), fc.nat(4));
    fc.assert(
      fc.property(carriedValue, fc.array(change, { minLength: 1, maxLength: 4 }), (value, changes) => {
        let text = Buffer.from(serde.serialize(value)).toString('latin1');
        for (const [at, insert, removed] of changes) {
          const from = at % (text.length + 1);
          text = text.slice(0, from) + insert + text.slice(from + removed);
        }
        readsOrRefuses(Buffer.from(text, 'latin1'));
      }),
      { numRuns: 2000 },
    );
  });

  it('any bytes behind any header, through compression, encryption and signature', () => {
    const header = fc.constantFrom([], [0], [1], [2], [1, 1, 97], [1, 0], [1, 255], [0, 0, 0, 0, 0]);
    fc.assert(
      fc.property(header, fc.uint8Array({ maxLength: 80 }), (start, rest) => {
        for (const wrapper of wrappers) readsOrRefuses(Buffer.from([...start, ...rest]), wrapper);
      }),
      { numRuns: 1000 },
    );
  });

  it('compressed bytes with a right checksum and a wrong payload', () => {
    fc.assert(
      fc.property(fc.nat(3), fc.uint8Array({ maxLength: 80 }), (form, payload) => {
        const bytes = Buffer.from([form, 0, 0, 0, 0, ...payload]);
        bytes.writeUInt32BE(crc32(Buffer.from([form, ...payload])), 1);
        readsOrRefuses(bytes, wrappers[0]);
      }),
      { numRuns: 1000 },
    );
  });
});
