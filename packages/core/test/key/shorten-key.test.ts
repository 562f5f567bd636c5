import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ConfigurationError } from '../../src/errors.js';
import { shortenKey } from '../../src/key/shorten-key.js';

const SHORTENED = /~[\w-]{43}$/;

describe('a key for a storage with a limit', () => {
  it('is left alone where it fits', () => {
    expect(shortenKey('ada', 64)).toBe('ada');
    expect(shortenKey('', 64)).toBe('');
    expect(shortenKey('x'.repeat(64), 64)).toBe('x'.repeat(64));
  });

  it('has a readable head and a hash of all of it where it does not', () => {
    const key = `("${'ada'.repeat(50)}",1)`;

    expect(shortenKey(key, 64)).toMatch(/^\("adaadaadaadaadaada~[\w-]{43}$/);
    expect(shortenKey(key, 64)).toHaveLength(64);
    expect(shortenKey(key, 64)).not.toBe(shortenKey(key.replace(',1)', ',2)'), 64));
  });

  it('is the same in every process', () => {
    expect(shortenKey('x'.repeat(100), 50)).toBe('xxxxxx~0uu5DTNVP9e12hkEI_bnhqvGXJ7z-5b-VuBE2NRbohc');
  });

  it('counts bytes of UTF-8 and cuts between characters', () => {
    expect(shortenKey('é'.repeat(32), 64)).toBe('é'.repeat(32));
    expect(shortenKey('é'.repeat(33), 63)).toMatch(/^é{9}~/);
    expect(shortenKey('😀'.repeat(33), 50)).toMatch(/^😀~/u);
  });

  it('is shortened although it fits if it looks like a shortened one, so that nobody can hand in the key of another', () => {
    const shortened = shortenKey('x'.repeat(100), 64);

    expect(shortenKey(shortened, 64)).not.toBe(shortened);
  });

  it('survives UTF-8, also with lone surrogates', () => {
    const keys = ['\ud800', '\ud801', 'a\udc00', '\ufffd'].map((key) => shortenKey(key, 64));

    expect(new Set(keys.map((key) => Buffer.from(key).toString('utf8'))).size).toBe(4);
    expect(keys.every((key) => Buffer.from(key).toString('utf8') === key)).toBe(true);
  });

  it('never exceeds the limit, and never is the text of another key', () => {
    const limit = 48;
    const key = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom('a', 'b', '~').map((text) => text.repeat(60)),
    );
    const keyOrShortened = fc.oneof(
      key,
      key.map((text) => shortenKey(text, limit)),
    );

    fc.assert(
      fc.property(keyOrShortened, keyOrShortened, (a, b) => {
        const [shortA, shortB] = [shortenKey(a, limit), shortenKey(b, limit)];

        expect(shortA === shortB).toBe(a === b);
        expect(Buffer.byteLength(shortA)).toBeLessThanOrEqual(limit);
        expect(shortA === a || SHORTENED.test(shortA)).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([43, 0, -1, 50.5, Number.NaN, Infinity])('cannot be at most %p bytes', (limit) => {
    expect(() => shortenKey('a', limit)).toThrow(ConfigurationError);
  });

  it('can be all hash', () => {
    expect(shortenKey('x'.repeat(45), 44)).toMatch(/^~[\w-]{43}$/);
  });
});
