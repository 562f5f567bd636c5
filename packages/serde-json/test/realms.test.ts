import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { SerdeError } from '@memoir/core';
import { JsonSerde } from '@memoir/serde-json';
import { difference } from './difference.js';

const serde = new JsonSerde();
const fromElsewhere = (code: string): unknown => serde.deserialize(serde.serialize(runInNewContext(`(${code})`)));

describe('objects of another realm', () => {
  it.each<[code: string, here: unknown]>([
    ['{ a: [1, { b: null }] }', { a: [1, { b: null }] }],
    ['{ $a: [, 1n] }', { $a: Object.assign(new Array(2), { 1: 1n }) }],
    ['new Date(5)', new Date(5)],
    ['new Map([[{ a: 1 }, new Set([undefined])]])', new Map([[{ a: 1 }, new Set([undefined])]])],
    ['/a/g', /a/g],
    ['new Float64Array([-0])', new Float64Array([-0])],
    ['new DataView(new ArrayBuffer(2))', new DataView(new ArrayBuffer(2))],
    ['Object(1)', Object(1)],
    ['Object.create(null)', Object.create(null)],
  ])('come back as those of this one: %s', (code, here) => {
    expect(difference(fromElsewhere(code), here)).toBeUndefined();
  });

  it('come back as errors of this one', () => {
    const hit = fromElsewhere('Object.assign(new RangeError("far"), { code: "E" })');

    expect(hit).toBeInstanceOf(RangeError);
    expect(hit).toMatchObject({ message: 'far', code: 'E' });
  });

  it.each(['new (class Date {})()', 'new (class extends Map {})()', 'Object.create({})', '() => 1'])(
    'are refused where ours would be: %s',
    (code) => {
      expect(() => fromElsewhere(code)).toThrow(SerdeError);
    },
  );
});
