import { Buffer } from 'node:buffer';
import { afterEach, describe, expect, it } from '@jest/globals';
import { JsonSerde } from '@memoir/serde-json';

const serde = new JsonSerde();
const read = (json: string): unknown => serde.deserialize(Buffer.from(json));
const roundTrip = (value: unknown): unknown => serde.deserialize(serde.serialize(value));
const own = (value: unknown, key: string): unknown => Object.getOwnPropertyDescriptor(value, key)?.value;

afterEach(() => {
  Reflect.deleteProperty(Object.prototype, 'polluted');
  Reflect.deleteProperty(Object.prototype, '$polluted');
});

describe('prototypes', () => {
  it.each([
    '{"__proto__":{"polluted":true}}',
    '{"$memoir":1,"value":{"__proto__":{"polluted":{"$bigint":"1"}}}}',
    '{"$memoir":1,"value":{"$object":{"__proto__":{"polluted":{"$bigint":"1"}}}}}',
    '{"$memoir":1,"value":{"$nullPrototype":{"__proto__":{"polluted":{"$bigint":"1"}}}}}',
    '{"$memoir":1,"value":{"$Error":{"properties":{"__proto__":{"polluted":{"$bigint":"1"}}}}}}',
    '{"$memoir":1,"value":{"$array":1,"properties":{"__proto__":{"polluted":{"$bigint":"1"}}}}}',
    '{"$memoir":1,"value":{"constructor":{"prototype":{"polluted":{"$bigint":"1"}}}}}',
  ])('are out of reach of the bytes %s', (json) => {
    const value = read(json) as object;

    expect('polluted' in {}).toBe(false);
    expect('polluted' in value).toBe(false);
  });

  it('keep an own key __proto__ an own key, in every place that has keys', () => {
    const key = '__proto__';
    const tricky = JSON.parse('{"__proto__":{"at":1}}');
    tricky[key].at = new Date(0);
    const error = Object.defineProperty(new Error(), key, { value: 1n, enumerable: true });
    const bare = Object.defineProperty(Object.create(null), key, { value: 1n, enumerable: true });
    const list = Object.defineProperty([1], key, { value: 1n, enumerable: true });
    const hit = roundTrip([tricky, error, bare, list]) as object[];

    expect(own(hit[0], key)).toEqual({ at: new Date(0) });
    expect(hit.slice(1).map((value) => own(value, key))).toEqual([1n, 1n, 1n]);
    expect(Object.getPrototypeOf(hit[0])).toBe(Object.prototype);
  });

  it('that somebody else has polluted add nothing to a value', () => {
    Object.assign(Object.prototype, { polluted: { at: new Date(0) }, $polluted: 1 });
    const hit = roundTrip({ a: 1n, b: {}, c: [{}] }) as { b: object };

    expect(Object.keys(hit)).toEqual(['a', 'b', 'c']);
    expect(Object.keys(hit.b)).toEqual([]);
    expect(Buffer.from(serde.serialize({ b: {} })).toString()).toBe('{"b":{}}');
  });
});
