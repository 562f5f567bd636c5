import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { argumentText } from '../../src/key/argument-text.js';
import { FlatEncoder } from '../../src/key/flat-encoder.js';

const encoder = new FlatEncoder();
const flatText = (args: readonly unknown[]) => encoder.encode(args, args.length);
const general = (args: readonly unknown[]) => argumentText(args, args.length, 'args');
/** A shape is prepared when it is seen for the second time, and each attempt ends at the first that is not. */
function flatAtLast(make: () => unknown[]): string | undefined {
  for (let i = 0; i < 10; i++) flatText(make());
  return flatText(make());
}

describe('the fast encoder', () => {
  it.each<[string, () => unknown[]]>([
    ['nothing', () => []],
    ['primitives', () => ['ada', 1, -0, 1.5, Number.NaN, true, false, null, undefined, 999_999, 1_000_000, -7]],
    ['an object', () => [{ sort: 'name', page: 1, size: 20 }]],
    ['objects of several shapes', () => [{ a: 1 }, { b: 1 }, { a: 1, b: 1 }, { b: 1, a: 1 }]],
    ['objects in objects', () => [{ a: { b: { c: {} as unknown } } }].map(() => ({ a: { b: { c: 1 } } }))],
    ['an object in one of its own shape', () => [{ id: 'a', next: { id: 'b', next: { id: 'c', next: null } } }]],
    ['arrays', () => [[], [1, 'a', [true]], [{ a: [1] }]]],
    ['dates', () => [new Date(0), { at: new Date(Number.NaN) }]],
    ['text to escape', () => ['say "yes"\n', { name: '\\' }]],
    ['text beyond ASCII', () => ['é日本😀\ud800', { name: 'ß' }, 'plain']],
    ['an own __proto__', () => [JSON.parse('{"__proto__":1,"a":2}')]],
    ['names to escape', () => [{ 'a"b': 1, '': 2, 'x y': 3 }]],
  ])('writes %s like the general one', (_, make) => {
    expect(flatAtLast(make)).toBe(general(make()));
    expect(flatAtLast(make)).toBeDefined();
  });

  it.each<[string, () => unknown[]]>([
    ['a hole', () => [Object.assign(new Array(3), { 0: 1, 2: 3 })]],
    ['an array that carries a property', () => [Object.assign([1], { index: 1 })]],
    ['names that are indices, as arguments have', () => [{ 0: 'a' }]],
    ['an empty object, which Math is too', () => [{}]],
    ['a Date that carries a property', () => [Object.assign(new Date(0), { zone: 'UTC' })]],
    ['a Map', () => [{ at: new Map() }]],
    ['a text beyond a kilobyte', () => ['x'.repeat(1_024)]],
    ['many small texts beyond a kilobyte', () => [Array.from({ length: 300 }, (_, i) => i)]],
    ['an object without a prototype', () => [Object.assign(Object.create(null), { a: 1 })]],
    ['a toJSON of its own', () => [{ toJSON: () => 1 }]],
    ['more than 32 properties', () => [Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`p${i}`, i]))]],
  ])('leaves %s to the general one', (_, make) => {
    expect(flatAtLast(make)).toBeUndefined();
  });

  it.each(Array.from({ length: 12 }, (_, i) => 1_016 + i))(
    'writes %i characters at the end of its room, or none',
    (length) => {
      const make = () => [{ text: 'x'.repeat(length - '({"text":""})'.length) }];
      const text = flatAtLast(make);

      expect(text ?? general(make())).toBe(general(make()));
      expect(text === undefined).toBe(length > 1_024);
    },
  );

  it('bears a getter that calls it again', () => {
    const inner = () => flatText(['inner', { b: 'clobbered', a: 1 }]);
    const make = () => [
      'outer',
      {
        get a() {
          inner();
          return 1;
        },
        b: 'outer',
      },
    ];

    for (let i = 0; i < 4; i++) expect(flatText(make()) ?? general(make())).toBe('("outer",{"a":1,"b":"outer"})');
  });

  it('does not mix up the objects of a call that throws midway and those of the next', () => {
    const make = (fail: boolean) => [
      {
        a: 'a long text of the first property',
        get b() {
          if (fail) throw new Error('down');
          return 2;
        },
      },
    ];
    flatAtLast(() => make(false));

    expect(flatText(make(true))).toBeUndefined();
    expect(flatText(make(false))).toBe(general(make(false)));
  });

  it.each<[string, (held: object) => unknown[]]>([
    ['a call', (held) => [{ held: [held] }]],
    ['a call it gave up', (held) => [{ a: 1, held, z: () => 1 }]],
    ['a call that begins like the one before', (held) => [{ z: held, c: 1 }]],
    ['a call that threw', (held) => [{ a: held, [Symbol('s')]: 1 }]],
  ])('keeps nothing alive of %s', async (_, make) => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    flatAtLast(() => [{ z: 1, a: 2, b: 3 }]);
    const reference = (() => {
      const held = { x: 1 };
      for (let i = 0; i < 3; i++) flatText(make(held));
      return new WeakRef(held);
    })();

    await new Promise((resolve) => setImmediate(resolve));
    collect();

    expect(reference.deref()).toBeUndefined();
  });
});
