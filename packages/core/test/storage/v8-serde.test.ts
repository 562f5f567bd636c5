import { Serializer } from 'node:v8';
import { describe, expect, it } from '@jest/globals';
import { SerdeError } from '../../src/errors.js';
import { V8Serde } from '../../src/storage/v8-serde.js';

describe('V8Serde', () => {
  it('names the engine and its format in its id, so that bytes of another runtime are a miss', () => {
    const format = new Serializer();
    format.writeHeader();
    const engine = process.versions.v8.split('.').slice(0, 2).join('.');

    expect(new V8Serde().id).toBe(`v8/${engine}/${format.releaseBuffer()[1]}`);
  });

  it('carries a circular structure and what is referred to twice', () => {
    const shared = { n: 1 };
    const value: Circular = { first: shared, second: shared };
    value.self = value;

    const carried = roundTrip(value) as Circular;

    expect(carried.self).toBe(carried);
    expect(carried.first).toBe(carried.second);
  });

  it('gives typed arrays that do not reach into the bytes of the storage', () => {
    const serde = new V8Serde();
    const bytes = serde.serialize(Buffer.from('ada'));

    const carried = serde.deserialize(bytes) as Buffer;
    carried.fill(0);

    expect(String(serde.deserialize(bytes))).toBe('ada');
  });

  it.each<[string, unknown, string]>([
    ['a function', () => 1, '$'],
    ['a symbol', Symbol('s'), '$'],
    ['a promise', Promise.resolve(), '$'],
    ['a class instance', new (class Money {})(), '$'],
    ['a URL, which would arrive as an empty object', { home: new URL('http://localhost/') }, '$.home'],
    ['a function in an array', { list: [1, { 'not a name': () => 1 }] }, '$.list[1]["not a name"]'],
    ['a function in a Map', new Map([['k', () => 1]]), '$.values()[0]'],
    ['a function as the key of a Map', new Map([[() => 1, 'v']]), '$.keys()[0]'],
    ['a function in a Set', { set: new Set([1, () => 1]) }, '$.set.values()[1]'],
    ['a subclass of Map', new (class Registry extends Map {})(), '$'],
    ['a subclass of Error, whose name would be lost', new (class HttpError extends Error {})('x'), '$'],
    ['an error with a property', Object.assign(new Error('x'), { code: 'E' }), '$'],
    ['an error caused by what cannot be carried', new Error('x', { cause: { f() {} } }), '$.cause.f'],
    ['a property named by a symbol', { deep: { [Symbol('s')]: 1 } }, '$.deep'],
    ['shared memory', { memory: new SharedArrayBuffer(1) }, '$.memory'],
    ['a subclass of Uint8Array', new (class Bytes extends Uint8Array {})(1), '$'],
  ])('refuses %s and names its place', (_what, value, path) => {
    expect(refusalOf(value)).toBeInstanceOf(SerdeError);
    expect(refusalOf(value)).toMatchObject({ path, code: 'ERR_MEMOIR_SERDE' });
  });

  it('refuses a value too deep for the engine instead of running out of stack', () => {
    let deep: unknown[] = [];
    for (let depth = 0; depth < 200_000; depth++) deep = [deep];

    expect(refusalOf(deep)).toMatchObject({ path: '$', cause: expect.anything() });
  });

  it.each<[string, Uint8Array]>([
    ['no bytes', new Uint8Array()],
    ['a text', Buffer.from('{"a":1}')],
    ['a cut value', new V8Serde().serialize({ name: 'ada' }).subarray(0, 8)],
    ['an array said to have 4294967295 elements', Buffer.from([0xff, 0x0f, 0x41, 0xff, 0xff, 0xff, 0xff, 0x0f])],
    ['a buffer said to be of 2 GB', Buffer.from([0xff, 0x0f, 0x42, 0xff, 0xff, 0xff, 0xff, 0x07])],
  ])('cannot read %s', (_what, bytes) => {
    expect(() => new V8Serde().deserialize(bytes)).toThrow(SerdeError);
  });
});

interface Circular {
  first: object;
  second: object;
  self?: Circular;
}

function roundTrip(value: unknown): unknown {
  const serde = new V8Serde();
  return serde.deserialize(serde.serialize(value));
}

function refusalOf(value: unknown): unknown {
  try {
    new V8Serde().serialize(value);
  } catch (error) {
    return error;
  }
  return undefined;
}
