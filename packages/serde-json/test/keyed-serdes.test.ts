import { Buffer } from 'node:buffer';
import { createDecipheriv, createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, type Serde, SerdeError } from '@memoir/core';
import { CompressingSerde, EncryptingSerde, JsonSerde, type KeyOptions, SigningSerde } from '@memoir/serde-json';
import { altered } from './altered.js';

const first = Buffer.from('the first key, of 32 bytes in it', 'utf8');
const second = Buffer.from('the second key, another 32 bytes', 'utf8');
const json = new JsonSerde();
const value = { name: 'Ada', born: new Date(-4_874_688_000_000) };

describe.each([
  ['EncryptingSerde', EncryptingSerde, 'encrypted/1'],
  ['SigningSerde', SigningSerde, 'signed/1'],
] as const)('%s', (name, Keyed, id) => {
  const only = (key: Uint8Array, keyId = '1'): Serde => new Keyed(json, { keys: { [keyId]: key }, current: keyId });

  it('brings a value back', () => {
    const serde = only(first);

    expect(serde.deserialize(serde.serialize(value))).toEqual(value);
    expect(serde.deserialize(serde.serialize(undefined))).toBeUndefined();
  });

  it('refuses every alteration of its bytes', () => {
    const serde = new Keyed(json, { keys: { one: first, two: second }, current: 'one' });
    const bytes = serde.serialize(value);

    for (const [how, wrong] of altered(bytes)) {
      expect(() => expect(how).toBe(serde.deserialize(wrong))).toThrow(SerdeError);
    }
  });

  it('reads with the key that wrote and writes with the current one', () => {
    const before = new Keyed(json, { keys: { '2025': first }, current: '2025' });
    const between = new Keyed(json, { keys: { '2025': first, '2026': second }, current: '2026' });
    const after = new Keyed(json, { keys: { '2026': second }, current: '2026' });

    expect(between.deserialize(before.serialize(value))).toEqual(value);
    expect(after.deserialize(between.serialize(value))).toEqual(value);
    expect(() => before.deserialize(between.serialize(value))).toThrow(/keys has none with the identifier "2026"/);
    expect(() => after.deserialize(before.serialize(value))).toThrow(SerdeError);
  });

  it('refuses the bytes of another key under the same identifier', () => {
    expect(() => only(second).deserialize(only(first).serialize(value))).toThrow(SerdeError);
  });

  it('refuses bytes whose header names another key that it has', () => {
    const serde = new Keyed(json, { keys: { a: first, b: first }, current: 'a' });
    const bytes = Buffer.from(serde.serialize(value));
    bytes[2] = 'b'.charCodeAt(0);

    expect(() => serde.deserialize(bytes)).toThrow(SerdeError);
  });

  it('refuses the bytes of another order of serdes', () => {
    const plain = only(first);
    const compressed = new Keyed(new CompressingSerde(json), { keys: { '1': first }, current: '1' });

    expect(() => compressed.deserialize(plain.serialize(value))).toThrow(/altered/);
  });

  it('quotes a key identifier that nobody vouches for short and in one line', () => {
    const bytes = only(first, `\n${'x'.repeat(200)}`).serialize(value);

    expect(() => only(first).deserialize(bytes)).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/^\$: .{1,120}$/) }),
    );
  });

  it('copies its keys', () => {
    const key = Buffer.from(first);
    const serde = only(key);
    key.fill(0);

    expect(only(first).deserialize(serde.serialize(value))).toEqual(value);
  });

  it('shows its keys to nobody', () => {
    const serde = new Keyed(json, { keys: { a: first, b: second }, current: 'a' });
    const shown = [
      inspect(serde, { depth: Infinity, showHidden: true, customInspect: false }),
      JSON.stringify(serde),
      String(serde),
      inspect(structuredClone({ ...serde })),
      ...failures(serde),
    ];

    for (const key of [first, second]) {
      for (const encoding of ['utf8', 'hex', 'base64', 'latin1'] as const) {
        expect(shown.join('\n')).not.toContain(key.toString(encoding).slice(0, 8));
      }
    }
  });

  it('takes identifiers of any characters up to 255 bytes, also those of prototypes', () => {
    for (const keyId of ['é', 'x'.repeat(255), '__proto__', 'constructor', '\ud83c\udf88']) {
      const keys = Object.defineProperty({}, keyId, { value: first, enumerable: true });
      const serde = new Keyed(json, { keys, current: keyId });
      expect(serde.deserialize(serde.serialize(value))).toEqual(value);
    }
  });

  it('says in its identifier what is inside', () => {
    expect(only(first).id).toBe(`${id}(memoir-json/1)`);
    expect(new Keyed(new CompressingSerde(json), { keys: { a: first }, current: 'a' }).id).toBe(
      `${id}(compressed/1(memoir-json/1))`,
    );
  });

  it('passes on what the serde inside refuses', () => {
    expect(() => only(first).serialize({ at: [() => 1] })).toThrow(expect.objectContaining({ path: '$.at[0]' }));
  });

  it.each<[what: string, options: unknown, message: RegExp]>([
    ['a short key', { keys: { a: first.subarray(1) }, current: 'a' }, /'a'.*32 bytes, this one has 31/],
    ['a key as text', { keys: { a: first.toString('hex') }, current: 'a' }, /'a'.*Uint8Array of .*32 bytes/],
    ['no key', { keys: {}, current: 'a' }, /current/],
    ['a current key that is not listed', { keys: { a: first }, current: 'toString' }, /current/],
    ['no current key', { keys: { a: first } }, /current/],
    ['no keys', { current: 'a' }, /has keys/],
    ['an empty identifier', { keys: { '': first }, current: '' }, /identifier of a key/],
    [
      'too long an identifier',
      { keys: { [`é${'x'.repeat(254)}`]: first }, current: 'a' },
      /255 bytes, this one has 256/,
    ],
    ['an unknown option', { keys: { a: first }, current: 'a', key: first }, /no option 'key'/],
    ['no options', undefined, new RegExp(`options of ${name}`)],
  ])('is a ConfigurationError with %s', (_what, options, message) => {
    const make = (): unknown => new Keyed(json, options as KeyOptions);

    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(message);
    expect(() => new Keyed({} as Serde, { keys: { a: first }, current: 'a' })).toThrow(/put around a serde/);
  });

  function failures(serde: Serde): string[] {
    const bytes = serde.serialize(value);
    const attempts = [
      () => new Keyed(json, { keys: { a: first.subarray(1), b: second }, current: 'a' }),
      () => new Keyed(json, { keys: { a: first.toString() as never }, current: 'a' }),
      () => only(second, 'a').deserialize(bytes),
      () => only(second, 'c').deserialize(bytes),
      () => serde.deserialize(bytes.subarray(0, 40)),
    ];
    return attempts.map((attempt) => {
      try {
        attempt();
      } catch (error) {
        return inspect(error, { depth: Infinity, showHidden: true });
      }
      throw new Error('it did not fail');
    });
  }
});

describe('EncryptingSerde', () => {
  const serde = new EncryptingSerde(json, { keys: { k1: first }, current: 'k1' });

  it('shows nothing of the value', () => {
    expect(Buffer.from(serde.serialize(value)).includes('Ada')).toBe(false);
  });

  it('writes the same value differently each time', () => {
    const written = new Set(Array.from({ length: 100 }, () => Buffer.from(serde.serialize(value)).toString('hex')));

    expect(written.size).toBe(100);
  });

  it('takes keys of 32 bytes only', () => {
    const keys = { a: Buffer.concat([first, second]) };

    expect(() => new EncryptingSerde(json, { keys, current: 'a' })).toThrow(/32 bytes, this one has 64/);
  });

  it('is read by anybody who has the key and follows the description', () => {
    const bytes = Buffer.from(serde.serialize(value));
    const decipher = createDecipheriv('aes-256-gcm', first, bytes.subarray(4, 16));
    decipher.setAAD(Buffer.concat([Buffer.from(`26:encrypted/1(memoir-json/1)`), bytes.subarray(0, 4)]));
    decipher.setAuthTag(bytes.subarray(-16));

    expect(bytes.subarray(0, 4)).toEqual(Buffer.from('\x01\x02k1'));
    expect(decipher.update(bytes.subarray(16, -16), undefined, 'utf8') + decipher.final('utf8')).toBe(
      Buffer.from(json.serialize(value)).toString(),
    );
  });
});

describe('SigningSerde', () => {
  it('takes longer keys', () => {
    const serde = new SigningSerde(json, { keys: { a: Buffer.concat([first, second]) }, current: 'a' });

    expect(serde.deserialize(serde.serialize(value))).toEqual(value);
  });

  it('is checked by anybody who has the key and follows the description', () => {
    const bytes = Buffer.from(new SigningSerde(json, { keys: { k1: first }, current: 'k1' }).serialize(value));
    const signature = createHmac('sha256', first)
      .update('23:signed/1(memoir-json/1)')
      .update(Buffer.concat([bytes.subarray(0, 4), bytes.subarray(36)]))
      .digest();

    expect(bytes.subarray(4, 36)).toEqual(signature);
    expect(bytes.subarray(36).toString()).toBe(Buffer.from(json.serialize(value)).toString());
  });
});
