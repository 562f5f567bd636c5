import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { JsonSerde } from '@memoir/serde-json';
import fc from 'fast-check';
import { carriedValue } from './carried-values.js';
import { difference } from './difference.js';

const serde = new JsonSerde();

describe('any value of the types that are carried', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(carriedValue, (value) => {
        expect(difference(serde.deserialize(serde.serialize(value)), value)).toBeUndefined();
      }),
      { numRuns: 1000 },
    );
  });

  it('is written as JSON, the same each time, also when it comes from the bytes', () => {
    fc.assert(
      fc.property(carriedValue, (value) => {
        const bytes = Buffer.from(serde.serialize(value));

        JSON.parse(bytes.toString('utf8'));
        expect(bytes.equals(serde.serialize(value))).toBe(true);
        expect(bytes.equals(serde.serialize(serde.deserialize(bytes)))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('that JSON carries as well is written as that JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const plain = JSON.parse(JSON.stringify(value));
        const text = JSON.stringify(plain);

        fc.pre(!text.includes('{"$'));
        expect(Buffer.from(serde.serialize(plain)).toString('utf8')).toBe(text);
      }),
      { numRuns: 500 },
    );
  });
});
