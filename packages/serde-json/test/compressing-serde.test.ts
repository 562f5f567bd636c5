import { Buffer } from 'node:buffer';
import { crc32, gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, type Serde, SerdeError } from '@memoir/core';
import { CompressingSerde, JsonSerde } from '@memoir/serde-json';
import { altered } from './altered.js';

const long = { texts: Array.from({ length: 200 }, (_, n) => `item ${n}`), at: new Date(0) };
const inner = new JsonSerde();
const raw: Serde = { id: 'raw', serialize: (value) => value as Uint8Array, deserialize: (bytes) => Buffer.from(bytes) };

describe.each(['gzip', 'brotli'] as const)('CompressingSerde with %s', (algorithm) => {
  it('brings a long value back from fewer bytes', () => {
    const serde = new CompressingSerde(inner, { algorithm });
    const bytes = serde.serialize(long);

    expect(serde.deserialize(bytes)).toEqual(long);
    expect(bytes.length).toBeLessThan(inner.serialize(long).length / 2);
  });

  it('reads what the other algorithm wrote', () => {
    const other = new CompressingSerde(inner, { algorithm: algorithm === 'gzip' ? 'brotli' : 'gzip' });
    const serde = new CompressingSerde(inner, { algorithm });

    expect(serde.deserialize(other.serialize(long))).toEqual(long);
    expect(serde.id).toBe(other.id);
  });

  it('refuses every alteration of its bytes', () => {
    const serde = new CompressingSerde(inner, { algorithm, from: 0 });
    const bytes = serde.serialize({ text: 'a'.repeat(300) });

    for (const [how, wrong] of altered(bytes)) {
      expect(() => expect(how).toBe(serde.deserialize(wrong))).toThrow(SerdeError);
    }
  });

  it('does not unpack more than maxBytes', () => {
    const generous = new CompressingSerde(raw, { algorithm, maxBytes: '8M' });
    const bomb = generous.serialize(Buffer.alloc(8 * 1024 * 1024));

    expect(bomb.length).toBeLessThan(20_000);
    expect(generous.deserialize(bomb)).toHaveLength(8 * 1024 * 1024);
    expect(() => new CompressingSerde(raw, { maxBytes: '4M' }).deserialize(bomb)).toThrow(/at most 4194304 bytes/);
  });

  it('takes every level', () => {
    for (let level = 0; level <= (algorithm === 'gzip' ? 9 : 11); level++) {
      const serde = new CompressingSerde(inner, { algorithm, level });
      expect(serde.deserialize(serde.serialize(long))).toEqual(long);
    }
  });
});

describe('CompressingSerde', () => {
  it('leaves a value below the bound as it is', () => {
    const bytes = Buffer.from(new CompressingSerde(inner).serialize({ short: true }));

    expect(bytes[0]).toBe(0);
    expect(bytes.subarray(5).toString()).toBe('{"short":true}');
  });

  it('compresses from the bound on', () => {
    const serde = new CompressingSerde(raw, { from: 100 });

    expect(serde.serialize(Buffer.alloc(99))[0]).toBe(0);
    expect(serde.serialize(Buffer.alloc(100))[0]).toBe(1);
    expect(new CompressingSerde(raw, { from: '1K', algorithm: 'brotli' }).serialize(Buffer.alloc(1024))[0]).toBe(2);
  });

  it('leaves what compression would make longer as it is', () => {
    const noise = Buffer.from(Array.from({ length: 64 }, (_, n) => (n * 151 + 7) % 256));
    const serde = new CompressingSerde(raw, { from: 0 });

    expect(serde.serialize(noise)[0]).toBe(0);
    expect(serde.deserialize(serde.serialize(noise))).toEqual(noise);
  });

  it('does not write what it would not read', () => {
    const serde = new CompressingSerde(raw, { maxBytes: 1000 });

    expect(serde.deserialize(serde.serialize(Buffer.alloc(1000)))).toHaveLength(1000);
    expect(() => serde.serialize(Buffer.alloc(1001))).toThrow(SerdeError);
  });

  it('is read by anybody who follows the description', () => {
    const payload = gzipSync(inner.serialize(long));
    const bytes = Buffer.from(new CompressingSerde(inner).serialize(long));

    expect(bytes.subarray(0, 1)).toEqual(Buffer.of(1));
    expect(bytes.subarray(5).equals(payload)).toBe(true);
  });

  it('refuses a form it does not know', () => {
    const serde = new CompressingSerde(raw);
    const bytes = Buffer.from([9, 0, 0, 0, 0]);
    bytes.writeUInt32BE(crc32(Buffer.of(9)), 1);

    expect(() => serde.deserialize(bytes)).toThrow(/no compression has the number 9/);
    expect(() => serde.deserialize(Buffer.alloc(0))).toThrow(/damaged/);
  });

  it('says in its identifier what is inside', () => {
    expect(new CompressingSerde(inner).id).toBe('compressed/1(memoir-json/1)');
  });

  it.each<[what: string, inner: unknown, options: unknown, message: RegExp]>([
    ['an unknown algorithm', inner, { algorithm: 'zip' }, /gzip or brotli; received 'zip'/],
    ['a name every object has', inner, { algorithm: 'toString' }, /gzip or brotli/],
    ['a level gzip has not', inner, { level: 10 }, /0 to 9 for gzip; received 10/],
    ['a level brotli has not', inner, { algorithm: 'brotli', level: 12 }, /0 to 11 for brotli/],
    ['half a level', inner, { level: 1.5 }, /level/],
    ['a negative bound', inner, { from: -1 }, /from is at least 0 bytes/],
    ['a bound that is no size', inner, { from: '1 KB' }, /size/],
    ['no room', inner, { maxBytes: 0 }, /maxBytes is at least 1 bytes/],
    ['endless room', inner, { maxBytes: Number.POSITIVE_INFINITY }, /maxBytes/],
    ['an unknown option', inner, { min: 1 }, /no option 'min'/],
    ['options that are none', inner, 'gzip', /options of CompressingSerde/],
    ['no serde inside', {}, {}, /put around a serde/],
    ['nothing inside', undefined, {}, /put around a serde/],
    ['a serde without a name', { ...raw, id: '' }, {}, /put around a serde/],
  ])('is a ConfigurationError with %s', (_what, serde, options, message) => {
    const make = (): unknown => new CompressingSerde(serde as Serde, options as never);

    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(message);
  });
});
