import { Buffer } from 'node:buffer';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { SerdeError } from '@memoir/core';
import { JsonSerde } from '@memoir/serde-json';

class Order {
  constructor(readonly total: number) {}
}
class Money {
  toJSON(): string {
    return '1 EUR';
  }
}
class List extends Array<number> {}
class Day extends Date {}
class HttpError extends Error {}
class Disguised extends Map {}
Object.defineProperty(Disguised.prototype, 'constructor', { value: Map });
function Old() {}
Old.prototype = Object.create(Error.prototype);

const serde = new JsonSerde();

function refusal(value: unknown): SerdeError {
  try {
    serde.serialize(value);
  } catch (error) {
    expect(error).toBeInstanceOf(SerdeError);
    return error as SerdeError;
  }
  throw new Error('it was carried');
}

function unreadable(bytes: string | Uint8Array): SerdeError {
  try {
    serde.deserialize(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(SerdeError);
    return error as SerdeError;
  }
  throw new Error('it was read');
}

const revoked = Proxy.revocable({}, {});
revoked.revoke();
const circle: { list: unknown[] } = { list: [1] };
circle.list.push({ back: circle });

describe('what JsonSerde does not carry', () => {
  it.each<[what: string, value: unknown, path: string, why: RegExp]>([
    ['a function', { orders: [1, 2, 3, { total: () => 1 }] }, '$.orders[3].total', /a function/],
    ['a symbol', [Symbol('s')], '$[0]', /a symbol/],
    ['an instance of a class', { order: new Order(1) }, '$.order', /an instance of Order.*types/],
    ['an instance with a toJSON', { cost: new Money() }, '$.cost', /an instance of Money.*toJSON/],
    ['a function toJSON of its own', { toJSON: () => 1 }, '$.toJSON', /a function/],
    ['a kind of array', [new List()], '$[0]', /an instance of List/],
    ['a kind of date', [new Day()], '$[0]', /an instance of Day/],
    ['a kind of map that says it is one', [new Disguised()], '$[0]', /an instance of Map/],
    ['a kind of error', [new HttpError()], '$[0]', /an instance of HttpError/],
    ['a kind of error in the old style', [Reflect.construct(Old, [])], '$[0]', /cannot be carried/],
    ['an object made from another', [Object.create({ a: 1 })], '$[0]', /an object with a prototype/],
    ['a prototype without insides', [Object.create(Date.prototype)], '$[0]', /an instance of Date/],
    ['a URL without insides', [Object.create(URL.prototype)], '$[0]', /an instance of URL/],
    [
      'an array that hides among numbers',
      [Object.setPrototypeOf(new Float64Array(1), Uint8Array.prototype)],
      '$[0]',
      /cannot/,
    ],
    ['a promise', { later: Promise.resolve(1) }, '$.later', /an instance of Promise/],
    ['a weak map', new WeakMap(), '$', /an instance of WeakMap/],
    ['a boxed symbol', Object(Symbol('s')), '$', /an instance of Symbol/],
    ['shared memory', new Uint8Array(new SharedArrayBuffer(1)), '$', /shared memory/],
    ['a map with a property', Object.assign(new Map(), { extra: 1 }), '$', /properties of its own/],
    ['a typed array with a property', Object.assign(new Uint8Array(500), { extra: 1 }), '$', /properties of its own/],
    ['a circle', circle, '$.list[1].back', /circular/],
    ['a function as the key of a map', { m: new Map([[{ k: () => 1 }, 1]]) }, '$.m.entries[0][0].k', /a function/],
    ['a symbol in a set', new Set([Symbol('s')]), '$.values[0]', /a symbol/],
    ['a function in a cause', new Error('x', { cause: { f: () => 1 } }), '$.cause.f', /a function/],
    ['a function in an irregular array', Object.assign([() => 1], { a: 1 }), '$[0]', /a function/],
    ['a function under an odd name', { 'a b': { 7: { '': () => 1 } } }, '$["a b"][7][""]', /a function/],
  ])('refuses %s, naming the path', (_what, value, path, why) => {
    const error = refusal(value);

    expect(error.path).toBe(path);
    expect(error.message).toMatch(why);
    expect(error.code).toBe('ERR_MEMOIR_SERDE');
  });

  it.each<[what: string, value: object, why: RegExp]>([
    ['an instance of a class', new Order(1), /an instance of Order/],
    ['an instance with a toJSON', new Money(), /an instance of Money/],
    ['an object made from another', Object.create({ a: 1 }), /an object with a prototype/],
    ['an object made from another, with more', Object.assign(Object.create({ a: 1 }), { b: 1 }), /with a prototype/],
    ['an object made from an empty one', Object.create({}), /an object with a prototype/],
    ['an iterator', new Map().keys(), /cannot be carried/],
    ['a kind of array', new List(), /an instance of List/],
    ['a function toJSON of its own', { toJSON: () => 1 }, /a function/],
    ['a function inside', { a: { b: () => 1 } }, /a function/],
  ])('refuses %s behind a plain object in a list', (_what, value, why) => {
    const long = [...new Array(20).fill({ a: 1 }), value];

    expect(refusal([{ a: 1 }, value])).toMatchObject({ path: expect.stringMatching(/^\$\[1\]/) });
    expect(refusal({ long }).message).toMatch(why);
  });

  it('refuses a circle through a map, a set and an error', () => {
    const map = new Map<string, unknown>();
    map.set('a', new Set([new Error('x', { cause: map })]));

    expect(refusal({ map }).message).toMatch(/circular/);
  });

  it('does not walk a circle until the stack ends', () => {
    let walks = 0;
    const value = {
      get sibling() {
        walks++;
        return 'large';
      },
      self: {},
    };
    value.self = value;

    expect(refusal(value).path).toBe('$.self');
    expect(walks).toBeLessThan(100);
  });

  it('refuses what throws on being read, with the cause', () => {
    const cause = new Error('not now');
    const error = refusal({
      a: [
        {
          get b() {
            throw cause;
          },
        },
      ],
    });

    expect(error.path).toBe('$.a[0].b');
    expect(error.cause).toBe(cause);
    expect(refusal({ a: revoked.proxy }).path).toBe('$.a');
  });

  it('refuses what is nested deeper than the stack, with a path that stays short', () => {
    let deep: unknown = () => 1;
    for (let depth = 0; depth < 50_000; depth++) deep = [deep];

    expect(refusal(deep).path.length).toBeLessThan(200);
  });

  it('refuses a resizable buffer', () => {
    const resizable = Reflect.construct(ArrayBuffer, [8, { maxByteLength: 16 }]);

    expect(refusal(resizable).message).toMatch(/resizable/);
    expect(refusal(new Uint8Array(resizable)).message).toMatch(/resizable/);
  });
});

describe('bytes that JsonSerde does not read', () => {
  it.each([
    ['none', ''],
    ['foreign', 'hello'],
    ['cut short', '{"$memoir":1,"value":[{"$Da'],
    ['without an end', '{"a":1'],
    ['with something behind', '{"a":1}x'],
    ['of another version', '{"$memoir":2,"value":1}'],
    ['of a version as text', '{"$memoir":"1","value":1}'],
    ['without a value', '{"$memoir":1}'],
    ['with a tag but no envelope', '{"$Date":null}'],
    ['with a mark in front', '\ufeff{}'],
  ])('refuses bytes %s', (_what, bytes) => {
    expect(unreadable(bytes).path).toBe('$');
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(unreadable(Buffer.from([0x22, 0xff, 0x22])).message).toMatch(/UTF-8/);
    expect(unreadable(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])).message).toMatch(/UTF-8/);
  });

  it.each([
    '{"$undefine":true}',
    '{"$":1}',
    '{"$bigint":"1.5"}',
    '{"$bigint":"0x1f"}',
    '{"$bigint":""}',
    '{"$bigint":1}',
    '{"$number":"1"}',
    '{"$number":null}',
    '{"$Date":"soon"}',
    '{"$Date":1}',
    '{"$Date":true}',
    '{"$Map":[[1]]}',
    '{"$Map":{"length":0}}',
    '{"$Set":"abc"}',
    '{"$RegExp":"("}',
    '{"$RegExp":"a","flags":"q"}',
    '{"$RegExp":"a","lastIndex":-1}',
    '{"$RegExp":1}',
    '{"$URL":"nowhere"}',
    '{"$URL":1}',
    '{"$URLSearchParams":[["a","b"]]}',
    '{"$Buffer":"a"}',
    '{"$Buffer":"a!=="}',
    '{"$Buffer":null}',
    '{"$Uint8Array":[1]}',
    '{"$Float64Array":"AAAA"}',
    '{"$Error":"lost"}',
    '{"$Error":{"properties":[]}}',
    '{"$Number":"1"}',
    '{"$String":1}',
    '{"$object":[]}',
    '{"$object":null}',
    '{"$nullPrototype":1}',
    '{"$array":-1,"properties":{}}',
    '{"$array":4294967296,"properties":{}}',
    '{"$array":1}',
    '{"$array":1,"properties":{"1":1}}',
    '{"$array":1,"properties":{"length":5}}',
    '{"$type":"money","value":1}',
    '{"$type":{}}',
    '{"$memoir":1,"value":1}',
    '{"$__proto__":1}',
    '{"$toString":1}',
  ])('refuses %s, naming the path', (json) => {
    expect(unreadable(`{"$memoir":1,"value":{"orders":[1,{"total":${json}}]}}`).path).toBe('$.orders[1].total');
  });

  it('refuses brackets deeper than the stack', () => {
    const brackets = 200_000;

    expect(unreadable(`{"$memoir":1,"value":${'['.repeat(brackets)}${']'.repeat(brackets)}}`).path).toMatch(/^\$\[0\]/);
  });

  it('quotes nothing that it could not parse', () => {
    expect(inspect(unreadable('{"card":"4111-1111" oops'))).not.toContain('4111');
    expect(inspect(unreadable('{"$memoir":1,"value":{"$RegExp":"(4111-1111"}}'))).not.toContain('4111');
    expect(inspect(unreadable('{"$memoir":1,"value":{"$URL":"4111-1111"}}'))).not.toContain('4111');
  });

  it('sets no memory aside for a length alone', () => {
    const lists = Array.from({ length: 1000 }, () => '{"$array":100000,"properties":{}}').join();
    const before = process.memoryUsage().rss;

    const read = serde.deserialize(Buffer.from(`{"$memoir":1,"value":[{"$array":30000000,"properties":{}},${lists}]}`));

    expect((read as unknown[][]).map(({ length }) => length).slice(0, 2)).toEqual([30_000_000, 100_000]);
    expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
  });
});
