import { describe, expect, it } from '@jest/globals';
import { hashOf, mixed } from '../../src/key/key-hash.js';

const shapes: ReadonlyArray<[string, (n: number) => string]> = [
  ['numbers', (n) => `${n}`],
  ['paths', (n) => `/users/${n}/profile`],
  ['JSON', (n) => JSON.stringify(['ada', n, { page: n % 7 }])],
  ['long texts that differ at the end', (n) => `${'x'.repeat(200)}${n}`],
  ['long texts that differ at the beginning', (n) => `${n}${'x'.repeat(200)}`],
  ['letters beyond Latin', (n) => String.fromCharCode(0x3040 + (n % 5_000), 0x4e00 + Math.floor(n / 5_000))],
];

describe('the hash of a key', () => {
  it.each(shapes)('hardly ever is that of another for %s', (_shape, keyOf) => {
    const hashes = new Set(Array.from({ length: 30_000 }, (_, n) => hashOf(keyOf(n))));

    expect(30_000 - hashes.size).toBeLessThan(5);
  });

  it.each(shapes)('spreads %s over all ends and all beginnings alike', (_shape, keyOf) => {
    for (const part of [
      (hash: number) => hash & 63,
      (hash: number) => hash >>> 26,
      (hash: number) => mixed(hash) & 63,
    ]) {
      const counts = new Array<number>(64).fill(0);
      for (let n = 0; n < 16_000; n++) counts[part(hashOf(keyOf(n)))]!++;

      expect(Math.min(...counts)).toBeGreaterThan(180);
      expect(Math.max(...counts)).toBeLessThan(330);
    }
  });

  it('is the same in every process', () => {
    expect([hashOf(''), hashOf('ada'), hashOf('\ud180')]).toMatchInlineSnapshot(`
      [
        0,
        295580366,
        -1865864601,
      ]
    `);
  });
});
