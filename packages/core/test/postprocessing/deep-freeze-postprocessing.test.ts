import { Buffer } from 'node:buffer';
import { describe, expect, it } from '@jest/globals';
import { DeepFreezePostprocessing } from '../../src/postprocessing/deep-freeze-postprocessing.js';
import { PRIMITIVES, User } from './support/values.js';

describe('deep freeze', () => {
  const freeze = new DeepFreezePostprocessing();

  it.each([...PRIMITIVES])('gives %p as it is', (value) => {
    expect(freeze.apply(value)).toBe(value);
  });

  it('gives the stored value itself, frozen all the way down', () => {
    const symbol = Symbol('s');
    const stored = {
      list: [{ a: 1 }],
      user: new User({ name: 'ada' }),
      error: new Error('x', { cause: { b: 1 } }),
      [symbol]: { c: 1 },
    };

    expect(freeze.apply(stored)).toBe(stored);

    expect(() => stored.list.push({ a: 2 })).toThrow(TypeError);
    expect(() => {
      stored.list[0]!.a = 2;
    }).toThrow(TypeError);
    expect(() => {
      stored.user.profile.name = 'bob';
    }).toThrow(TypeError);
    expect(() => {
      (stored.error.cause as { b: number }).b = 2;
    }).toThrow(TypeError);
    expect(() => {
      stored[symbol].c = 2;
    }).toThrow(TypeError);
  });

  it('freezes what lies below an object that was frozen already', () => {
    const stored = Object.freeze({ inner: { list: [1] } });

    freeze.apply(stored);

    expect(Object.isFrozen(stored.inner)).toBe(true);
    expect(Object.isFrozen(stored.inner.list)).toBe(true);
  });

  it('freezes keys and values of a Map and elements of a Set, whose own methods still change them', () => {
    const [key, value, element] = [{ k: [1] }, [[1]], { e: 1 }];
    const stored = { map: new Map<object, object>([[key, value]]), set: new Set<object>([element]) };

    freeze.apply(stored);

    expect([key, key.k, value, value[0], element].every(Object.isFrozen)).toBe(true);
    expect(stored.map.set({}, {}).size).toBe(2);
    expect(stored.set.add({}).size).toBe(2);
  });

  it('lets bytes be, and does not fail over them', () => {
    const stored = {
      bytes: new Uint8Array([1]),
      empty: new Uint8Array(0),
      view: new DataView(new ArrayBuffer(1)),
      buffer: Buffer.from('a'),
    };

    freeze.apply(stored);
    stored.bytes[0] = 2;

    expect(stored.bytes[0]).toBe(2);
    expect(Object.isFrozen(stored)).toBe(true);
  });

  it('leaves a regular expression able to search', () => {
    const stored = { pattern: /a/g };

    freeze.apply(stored);

    expect(stored.pattern.test('aa')).toBe(true);
    expect(stored.pattern.lastIndex).toBe(1);
  });

  it('leaves functions and prototypes alone', () => {
    const handler = () => 1;
    const stored = { handler, user: new User({ name: 'ada' }) };

    freeze.apply(stored);
    stored.user.change();

    expect([handler, User, User.prototype, Object.prototype].some(Object.isFrozen)).toBe(false);
    expect(stored.user.secret).toBe('second');
  });

  it('calls no getter', () => {
    let calls = 0;
    const stored = {
      get lazy() {
        calls++;
        return {};
      },
    };

    freeze.apply(stored);

    expect(calls).toBe(0);
    expect(Object.isFrozen(stored)).toBe(true);
  });

  it('freezes circular structures and chains of any length', () => {
    let last: { next?: object } = {};
    const stored = { first: last };
    for (let i = 0; i < 100_000; i++) {
      const next = {};
      last.next = next;
      last = next;
    }
    last.next = stored;

    freeze.apply(stored);

    expect(Object.isFrozen(last)).toBe(true);
  });

  it('walks a value once, however often it is served', () => {
    let walks = 0;
    const stored = new Proxy(
      { a: 1 },
      {
        ownKeys(target) {
          walks++;
          return Reflect.ownKeys(target);
        },
      },
    );

    freeze.apply(stored);
    const afterFirst = walks;
    new DeepFreezePostprocessing().apply({ holds: freeze.apply(stored) });

    expect(afterFirst).toBeGreaterThan(0);
    expect(walks).toBe(afterFirst);
  });

  it('walks again after a Proxy broke off the first walk', () => {
    let isDown = true;
    const stubborn = new Proxy(
      {},
      {
        preventExtensions(target) {
          if (isDown) throw new Error('down');
          return Reflect.preventExtensions(target);
        },
      },
    );
    const late = { a: 1 };
    const stored = { stubborn, late };

    expect(() => freeze.apply(stored)).toThrow('down');
    isDown = false;
    freeze.apply(stored);

    expect(Object.isFrozen(late)).toBe(true);
  });
});
