import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { type Serde, SerdeError } from '@memoir/core';
import { CompressingSerde, EncryptingSerde, JsonSerde, SigningSerde } from '@memoir/serde-json';
import { altered } from './altered.js';

const keys = { a: Buffer.alloc(32, 7) };
const json = new JsonSerde();
const compressed = new CompressingSerde(json, { from: 0, algorithm: 'brotli' });
const encrypted = new EncryptingSerde(compressed, { keys, current: 'a' });
const signed = new SigningSerde(encrypted, { keys, current: 'a' });
const value = { texts: Array.from({ length: 50 }, (_, n) => `text ${n}`), sum: 10n, at: new Date(0) };

describe.each<[string, Serde]>([
  ['memoir-json/1', json],
  ['compressed/1(memoir-json/1)', compressed],
  ['encrypted/1(compressed/1(memoir-json/1))', encrypted],
  ['signed/1(encrypted/1(compressed/1(memoir-json/1)))', signed],
])('%s', (id, serde) => {
  it('is the identifier of what carries a value through all its layers', () => {
    expect(serde.id).toBe(id);
    expect(serde.deserialize(serde.serialize(value))).toEqual(value);
  });

  it('reads bytes that stand anywhere in the memory of others, and leaves them alone', () => {
    const bytes = serde.serialize(value);
    const memory = new Uint8Array(bytes.length + 20).fill(255);
    memory.set(bytes, 7);
    const view = memory.subarray(7, 7 + bytes.length);

    expect(serde.deserialize(view)).toEqual(value);
    expect(Buffer.from(view).equals(bytes)).toBe(true);
  });

  it('reads altered bytes as nothing but a SerdeError or a value', () => {
    for (const [, wrong] of altered(serde.serialize(value))) {
      try {
        serde.deserialize(wrong);
      } catch (error) {
        expect(error).toBeInstanceOf(SerdeError);
      }
    }
  });
});
