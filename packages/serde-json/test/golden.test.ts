import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { JsonSerde } from '@memoir/serde-json';
import { difference } from './difference.js';

/** A change here is a change of the format: another version in the `id`, and another chapter in docs/json-format.md. */
const golden: readonly (readonly [value: unknown, text: string])[] = [
  [{ id: 1, tags: ['a', 'é'], ok: true, nothing: null }, '{"id":1,"tags":["a","é"],"ok":true,"nothing":null}'],
  [[0.1, 1e21, 1e-7, 5e-324, -1.5], '[0.1,1e+21,1e-7,5e-324,-1.5]'],
  ['\ud800 "\\/\u2028\u007f\u0001', '"\\ud800 \\"\\\\/\u2028\u007f\\u0001"'],
  [JSON.parse('{"__proto__":1}'), '{"__proto__":1}'],
  [undefined, '{"$memoir":1,"value":{"$undefined":true}}'],
  [{ a: undefined }, '{"$memoir":1,"value":{"a":{"$undefined":true}}}'],
  [123n, '{"$memoir":1,"value":{"$bigint":"123"}}'],
  [[Number.NaN, -0], '{"$memoir":1,"value":[{"$number":"NaN"},{"$number":"-0"}]}'],
  [
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    '{"$memoir":1,"value":[{"$number":"Infinity"},{"$number":"-Infinity"}]}',
  ],
  [new Date(1_767_225_600_123), '{"$memoir":1,"value":{"$Date":"2026-01-01T00:00:00.123Z"}}'],
  [new Date(-1e14), '{"$memoir":1,"value":{"$Date":"-001199-02-15T14:13:20.000Z"}}'],
  [new Date(Number.NaN), '{"$memoir":1,"value":{"$Date":null}}'],
  [new Map<unknown, unknown>([['a', 1n]]), '{"$memoir":1,"value":{"$Map":[["a",{"$bigint":"1"}]]}}'],
  [new Set([{ a: 1 }]), '{"$memoir":1,"value":{"$Set":[{"a":1}]}}'],
  [/a+\//, '{"$memoir":1,"value":{"$RegExp":"a+\\\\/"}}'],
  [Object.assign(/a/gi, { lastIndex: 2 }), '{"$memoir":1,"value":{"$RegExp":"a","flags":"gi","lastIndex":2}}'],
  [new URL('https://example.org/ä?q=1'), '{"$memoir":1,"value":{"$URL":"https://example.org/%C3%A4?q=1"}}'],
  [new URLSearchParams('q=a+b&q=%3F'), '{"$memoir":1,"value":{"$URLSearchParams":"q=a+b&q=%3F"}}'],
  [Buffer.from('ada'), '{"$memoir":1,"value":{"$Buffer":"YWRh"}}'],
  [new Uint8Array([97, 100]), '{"$memoir":1,"value":{"$Uint8Array":"YWQ="}}'],
  [new Int8Array([-1]), '{"$memoir":1,"value":{"$Int8Array":"/w=="}}'],
  [new Uint8ClampedArray([255]), '{"$memoir":1,"value":{"$Uint8ClampedArray":"/w=="}}'],
  [new Int16Array([1]), '{"$memoir":1,"value":{"$Int16Array":"AQA="}}'],
  [new Uint16Array([1]), '{"$memoir":1,"value":{"$Uint16Array":"AQA="}}'],
  [new Int32Array([1]), '{"$memoir":1,"value":{"$Int32Array":"AQAAAA=="}}'],
  [new Uint32Array([1]), '{"$memoir":1,"value":{"$Uint32Array":"AQAAAA=="}}'],
  [new Float32Array([1.5]), '{"$memoir":1,"value":{"$Float32Array":"AADAPw=="}}'],
  [new Float64Array([1.5]), '{"$memoir":1,"value":{"$Float64Array":"AAAAAAAA+D8="}}'],
  [new BigInt64Array([1n]), '{"$memoir":1,"value":{"$BigInt64Array":"AQAAAAAAAAA="}}'],
  [new BigUint64Array([1n]), '{"$memoir":1,"value":{"$BigUint64Array":"AQAAAAAAAAA="}}'],
  [new DataView(new Uint8Array([1]).buffer), '{"$memoir":1,"value":{"$DataView":"AQ=="}}'],
  [new Uint8Array([1, 2, 3]).buffer, '{"$memoir":1,"value":{"$ArrayBuffer":"AQID"}}'],
  [
    Object.assign(withStack(new TypeError('lost', { cause: 1n })), { code: 'E' }),
    '{"$memoir":1,"value":{"$TypeError":{"message":"lost","stack":"here","cause":{"$bigint":"1"},"properties":{"code":"E"}}}}',
  ],
  [
    withStack(new AggregateError([withStack(new Error('one'))], 'all')),
    '{"$memoir":1,"value":{"$AggregateError":{"message":"all","stack":"here","errors":[{"$Error":{"message":"one","stack":"here"}}]}}}',
  ],
  [Object(1), '{"$memoir":1,"value":{"$Number":1}}'],
  [Object('a'), '{"$memoir":1,"value":{"$String":"a"}}'],
  [Object(true), '{"$memoir":1,"value":{"$Boolean":true}}'],
  [Object(1n), '{"$memoir":1,"value":{"$BigInt":{"$bigint":"1"}}}'],
  [Object.assign(Object.create(null), { $a: 1 }), '{"$memoir":1,"value":{"$nullPrototype":{"$a":1}}}'],
  [{ $set: { $date: 1 } }, '{"$memoir":1,"value":{"$object":{"$set":{"$object":{"$date":1}}}}}'],
  [{ a: 1, $b: 2 }, '{"a":1,"$b":2}'],
  [Object.assign(new Array(3), { 1: 'b' }), '{"$memoir":1,"value":{"$array":3,"properties":{"1":"b"}}}'],
  [
    /b/.exec('abc'),
    '{"$memoir":1,"value":{"$array":1,"properties":{"0":"b","index":1,"input":"abc","groups":{"$undefined":true}}}}',
  ],
];

function withStack<E extends Error>(error: E): E {
  return Object.defineProperty(error, 'stack', { value: 'here', enumerable: false });
}

describe('the bytes of version 1', () => {
  const serde = new JsonSerde();

  it.each(golden)('of %p', (value, text) => {
    expect(Buffer.from(serde.serialize(value)).toString('utf8')).toBe(text);
    expect(difference(serde.deserialize(Buffer.from(text, 'utf8')), value)).toBeUndefined();
  });

  it('of half-precision numbers are those of an unknown type where Node has none', () => {
    const bytes = Buffer.from('{"$memoir":1,"value":{"$Float16Array":"AD4="}}');
    const Halves = Reflect.get(globalThis, 'Float16Array');

    if (Halves) expect(serde.serialize(new Halves([1.5]))).toEqual(bytes);
    if (Halves) expect(difference(serde.deserialize(bytes), new Halves([1.5]))).toBeUndefined();
    else expect(() => serde.deserialize(bytes)).toThrow(/no type is written as "\$Float16Array"/);
  });
});
