import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KeyNames } from '../../src/naming/key-names.js';
import { readablePart } from '../../src/naming/readable-part.js';

const names = new KeyNames('memoir');
const users = names.namespace('users');

describe('the name of a Redis key', () => {
  it.each([
    ['ada', 'memoir:users:{ada}'],
    ['user:1 of 2', 'memoir:users:{user:1 of 2}'],
    ['größe 🚀', 'memoir:users:{größe 🚀}'],
    ['a}b{c', 'memoir:users:{a%7db%7bc}'],
    ['100%', 'memoir:users:{100%25}'],
    ['two\nlines', 'memoir:users:{two%0alines}'],
    ['half \ud83d', 'memoir:users:{half %ud83d}'],
    ['', 'memoir:users:{%}'],
  ])('is readable for %j', (key, name) => {
    expect(names.value(users, key)).toBe(name);
  });

  it('hashes what is long behind its readable beginning', () => {
    const name = names.value(users, `begins well ${'x'.repeat(10_000)}`);

    expect(name).toMatch(/^memoir:users:\{begins well x{52}%#[\w-]{43}\}$/);
    expect(name).not.toBe(names.value(users, `begins well ${'x'.repeat(10_001)}`));
  });

  it('tells long texts apart that differ in lone surrogates only', () => {
    const long = 'x'.repeat(1_000);

    expect(readablePart(`${long}\ud800`)).not.toBe(readablePart(`${long}\ud801`));
  });

  it('is another for every key, and fit for the braces of a slot', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('%', '{', '}', '\ud800', '\udc00', '7', 'd', 'u', '#', '\n') }),
      fc.string({ minLength: 250, maxLength: 270, unit: 'grapheme' }),
    );
    fc.assert(
      fc.property(text, text, (one, other) => {
        const [a, b] = [names.value(users, one), names.value(users, other)];
        expect(a === b).toBe(one === other);
        expect(a).toMatch(/^memoir:users:\{[^{}]+\}$/);
        expect(a).not.toMatch(/\p{Surrogate}/u);
      }),
      { numRuns: 5_000 },
    );
  });

  it('keeps namespaces apart whatever they contain', () => {
    expect(names.value(names.namespace('a:b'), 'c')).not.toBe(names.value(names.namespace('a'), 'b:{c'));
    expect(names.namespace('a:b')).toBe('memoir:a%3ab:');
    expect(names.epoch('users')).toBe('memoir::{memoir}:epoch:users');
    expect(names.tag('team:red')).toBe('memoir::{memoir}:tag:team:red');
  });

  it('shares the slot with the turn of the same key', () => {
    expect(names.turn(names.value(users, 'ada'))).toBe('memoir:users:{ada}:turn');
  });
});
