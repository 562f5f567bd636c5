import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { kindOf, newToken, STAMP_LENGTH, stampOf } from '../../src/wire/stamp.js';
import { UnreadableValue } from '../../src/wire/unreadable-value.js';
import { decodeValue, EXPIRY_OFFSET, encodeValue, expiryOf, type WireValue } from '../../src/wire/value-format.js';

const plain: WireValue = {
  token: 'abcdefghijkl',
  expiredAt: Number.POSITIVE_INFINITY,
  createdAt: 1_700_000_000_000,
  staleAt: 1_700_000_600_000,
  expiresAt: 1_700_001_800_000,
  keepUntil: 1_700_001_800_000,
  loadedIn: 12.5,
  name: 'memoir:users:{ada}',
  epoch: '1700000000000000-0123456789abcdef',
  serde: 'json:1',
  labels: undefined,
  payload: Buffer.from('{"name":"Ada"}'),
};
const labelled: WireValue = {
  ...plain,
  keepUntil: Number.POSITIVE_INFINITY,
  labels: { version: '7', tags: ['team:red', 'ü'], clock: '3-2-0123456789abcdef' },
};

describe('the format of a value', () => {
  it('is what docs/redis-format.md says, byte for byte', () => {
    expect(encodeValue(plain).toString('hex')).toBe(
      [
        'f56d0156', // magic, version, 'V'
        '6162636465666768696a6b6c', // token
        '7ff0000000000000', // never expired by hand
        '742c668c', // its checksum
        'e445fe74', // checksum of all that follows
        '4278bcfe56800000', // createdAt
        '4278bcfee8fc0000', // staleAt
        '4278bd000df40000', // expiresAt
        '4278bd000df40000', // keepUntil
        '4029000000000000', // loadedIn
        `00000012${Buffer.from('memoir:users:{ada}').toString('hex')}`,
        `00000021${Buffer.from('1700000000000000-0123456789abcdef').toString('hex')}`,
        `00000006${Buffer.from('json:1').toString('hex')}`,
        '00000000', // no labels
        Buffer.from('{"name":"Ada"}').toString('hex'),
      ].join(''),
    );
    expect(encodeValue(labelled).toString('latin1')).toContain(
      '\0\0\0\x47{"version":"7","tags":["team:red","\xc3\xbc"],"clock":"3-2-0123456789abcdef"}{"name":"Ada"}',
    );
  });

  it.each([plain, labelled, { ...plain, payload: Buffer.alloc(0) }])('reads what it wrote (%#)', (value) => {
    expect(decodeValue(encodeValue(value))).toEqual(value);
  });

  it('takes an expiry by hand without its other bytes being touched', () => {
    const bytes = encodeValue(plain);
    expiryOf(1_700_000_300_000).copy(bytes, EXPIRY_OFFSET);

    expect(decodeValue(bytes)).toEqual({ ...plain, expiredAt: 1_700_000_300_000 });
  });

  it.each<[string, Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('{"id":"ada","name":"Ada Lovelace","padding":"so that it is long enough"}')],
    ['a lease', stampOf('lease', newToken())],
    ['another version', Buffer.concat([Buffer.from([0xf5, 0x6d, 2]), Buffer.alloc(200)])],
    ['lengths of four gigabytes', forged()],
  ])('refuses %s', (_name, bytes) => {
    expect(() => decodeValue(bytes)).toThrow(UnreadableValue);
  });

  it('refuses what was cut off anywhere', () => {
    const whole = encodeValue(labelled);
    for (let length = 0; length < whole.length; length++) {
      expect(() => decodeValue(whole.subarray(0, length))).toThrow(UnreadableValue);
    }
  });

  it('refuses a flip of any bit outside the token, which nothing but a compare-and-set reads', () => {
    const whole = encodeValue(labelled);
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const byte = bit >> 3;
      if (byte >= 4 && byte < STAMP_LENGTH) continue;
      const bytes = Buffer.from(whole);
      bytes[byte]! ^= 1 << (bit & 7);
      expect(() => decodeValue(bytes)).toThrow(UnreadableValue);
    }
  });

  it('throws nothing else on any bytes', () => {
    const ours = stampOf('value', newToken());
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (random, begin) => {
        const bytes = begin ? Buffer.concat([ours, random]) : Buffer.from(random);
        expect(() => decodeValue(bytes)).toThrow(UnreadableValue);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a stamp', () => {
  it('says what stands there and whose it is', () => {
    expect(kindOf(stampOf('lease', newToken()))).toBe('lease');
    expect(kindOf(stampOf('tombstone', newToken()))).toBe('tombstone');
    expect(kindOf(encodeValue(plain))).toBe('value');
    expect(encodeValue(plain).subarray(0, STAMP_LENGTH)).toEqual(stampOf('value', plain.token));
    expect(kindOf(Buffer.from('OK'))).toBeUndefined();
  });

  it('is another for every load', () => {
    expect(new Set(Array.from({ length: 10_000 }, newToken)).size).toBe(10_000);
  });
});

/** A value with good checksums whose first text claims to be longer than memory. */
function forged(): Buffer {
  const bytes = encodeValue(plain);
  bytes.writeUInt32BE(0xffff_fffe, 72);
  bytes.writeUInt32BE(crcOf(bytes.subarray(32)), 28);
  return bytes;
}

function crcOf(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb8_8320 : crc >>> 1;
  }
  return (crc ^ 0xffff_ffff) >>> 0;
}
