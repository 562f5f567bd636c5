import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { UnkeyableArgumentError } from '../../src/errors.js';
import { ArgumentsKeyExtractor } from '../../src/key/arguments-key-extractor.js';
import { Amount, Connection } from './support/classes.js';

const extractor = new ArgumentsKeyExtractor();

function refusalOf(...args: unknown[]): UnkeyableArgumentError {
  try {
    throw new Error(`got the key ${extractor.extract(args, undefined, { name: 'load', namespace: 'n' })}`);
  } catch (error) {
    if (error instanceof UnkeyableArgumentError) return error;
    throw error;
  }
}

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

function circular(): object {
  const node = { name: 'a', children: [] as object[] };
  node.children.push({ parent: node });
  return node;
}

function chain(length: number): object {
  let link: object = {};
  for (let i = 0; i < length; i++) link = { next: link };
  return link;
}

class Cache extends Map {}

describe('what has no stable text', () => {
  it.each<[string, unknown]>([
    ['the function load', function load() {}],
    ['a function', () => 1],
    ['the function Connection', Connection],
    ['the symbol Symbol(s)', Symbol('s')],
    ['a Symbol', Object(Symbol('s'))],
    ['an instance of Connection without toJSON', new Connection()],
    ['an instance of a nameless class without toJSON', new (class {})()],
    ['an instance of Cache without toJSON', new Cache()],
    ['an instance of List without toJSON', new (class List extends Array {})()],
    ['an instance of Bytes without toJSON', new (class Bytes extends Uint8Array {})(1)],
    ['an instance of Object without toJSON', Object.create({ inherited: 1 })],
    ['a Promise', Promise.resolve()],
    ['a WeakMap', new WeakMap()],
    ['a WeakSet', new WeakSet()],
    ['a WeakRef', new WeakRef({})],
    ['a Generator', (function* generate() {})()],
    ['an AsyncGenerator', (async function* generate() {})()],
    ['an Array Iterator', [1].values()],
    ['a Map Iterator', new Map().keys()],
    ['an instance of PassThrough without toJSON', new PassThrough()],
    ['a ReadableStream', new ReadableStream()],
    ['an AbortSignal', new AbortController().signal],
    ['a Blob', new Blob([])],
    ['a SharedArrayBuffer', new SharedArrayBuffer(1)],
    ['a view of a SharedArrayBuffer', new Uint8Array(new SharedArrayBuffer(1))],
    ['a Math', Math],
    ['a Proxy of what is neither a plain object nor an array', new Proxy(new Map(), {})],
  ])('is %s', (what, value) => {
    expect(refusalOf(value).path).toBe('args[0]');
    expect(refusalOf(value).message).toContain(`args[0] is ${what}, which has no stable text`);
  });

  it('is an object for arguments', () => {
    (function load(..._: unknown[]) {
      // biome-ignore lint/complexity/noArguments: it is what is tested
      expect(refusalOf(arguments).message).toContain('an Arguments');
    })(1, 2);
  });

  it('is refused again and again, whatever shapes were seen before', () => {
    const key = (value: unknown) => extractor.extract([{ where: value }], undefined, { name: 'f', namespace: 'n' });
    expect([key(1), key(2), key(3)]).toEqual(['({"where":1})', '({"where":2})', '({"where":3})']);

    for (let i = 0; i < 3; i++) expect(refusalOf({ where: () => 1 }).path).toBe('args[0].where');
  });
});

describe('the error', () => {
  it.each<[string, unknown]>([
    ['args[1].headers["x y"]', { headers: { 'x y': Symbol('s') } }],
    ['args[1].list[2].f', { list: [0, 1, { f() {} }] }],
    ['args[1][3]', Object.assign([], { 3: () => 1 })],
    ['args[1].index', Object.assign([1], { index: () => 1 })],
    ['args[1].at', Object.assign(new Date(0), { at: () => 1 })],
    ['args[1].get("k").f', new Map([['k', { f() {} }]])],
    [
      'args[1].values()[1]',
      new Map([
        [[1], 1 as unknown],
        [[2], () => 1],
      ]),
    ],
    ['args[1].keys()[0].f', new Map([[{ f() {} }, 1]])],
    ['args[1].values()[1]', new Set([1, () => 1])],
    ['args[1].cause.retry', new Error('x', { cause: { retry() {} } })],
    ['args[1].errors[0]', new AggregateError([() => 1])],
    ['args[1].toJSON().f', new Amount({ f() {} })],
    ['args[1].toJSON', Object.assign([], { toJSON: () => 1 })],
    ['args[1]["a\\"b"]', { 'a"b': () => 1 }],
    ['args[1].__proto__', JSON.parse('{"__proto__":1}', (key, held) => (key === '__proto__' ? () => 1 : held))],
  ])('names %s', (path, value) => {
    expect(refusalOf('ada', value).path).toBe(path);
  });

  it('names a property that has a symbol for a name, which query builders use, and not one that is hidden', () => {
    const hidden = Object.defineProperty({ a: 1 }, Symbol('hidden'), { value: 1, enumerable: false });

    expect(refusalOf({ where: { [Symbol('gt')]: 5 } }).path).toBe('args[0].where[Symbol(gt)]');
    expect(refusalOf({ where: { age: 1, [Symbol('gt')]: 5 } }).path).toBe('args[0].where[Symbol(gt)]');
    expect(refusalOf(Object.assign([1], { [Symbol('gt')]: 5 })).path).toBe('args[0][Symbol(gt)]');
    expect(refusalOf(Object.assign(new Map(), { [Symbol('gt')]: 5 })).path).toBe('args[0][Symbol(gt)]');
    for (let i = 0; i < 3; i++) expect(refusalOf({ a: 1, [Symbol('gt')]: i }).path).toBe('args[0][Symbol(gt)]');
    expect(extractor.extract([hidden], undefined, { name: 'f', namespace: 'n' })).toBe('({"a":1})');
  });

  it('names the cures', () => {
    expect(refusalOf(new AbortController().signal).message).toMatch(/selectArguments: .*\.with\(\{ signal \}\)/);
  });

  it('names where a circle closes', () => {
    expect(refusalOf(circular()).path).toBe('args[0].children[0].parent');
    expect(refusalOf(circular()).message).toContain('a circular structure');
  });

  it.each<[string, () => object]>([
    [
      'args[0][0]',
      () => {
        const list: unknown[] = [];
        list.push(list);
        return list;
      },
    ],
    [
      'args[0].get("self")',
      () => {
        const map = new Map<string, unknown>();
        return map.set('self', map);
      },
    ],
    [
      'args[0].values()[0]',
      () => {
        const set = new Set<unknown>();
        return set.add(set);
      },
    ],
    [
      'args[0].cause',
      () => {
        const error = new Error('x');
        error.cause = error;
        return error;
      },
    ],
    [
      'args[0].toJSON()',
      () =>
        new (class Self {
          toJSON() {
            return this;
          }
        })(),
    ],
  ])('finds a circle through %s', (path, make) => {
    expect(refusalOf(make()).path).toBe(path);
  });

  it('does not take the same object in two places for a circle', () => {
    const shared = { a: new Date(0) };

    expect(extractor.extract([shared, shared, [shared]], undefined, { name: 'f', namespace: 'n' })).toMatch(/^\(.*\)$/);
  });

  it('does not wander about in a large circular structure', () => {
    const root = { list: Array.from({ length: 1_000 }, (_, i) => ({ i })), self: undefined as unknown };
    root.self = root;

    expect(refusalOf(root).path).toBe('args[0].self');
  });

  it.each([501, 10_000, 100_000])('refuses %i levels, with a path one can read', (levels) => {
    const error = refusalOf(chain(levels));

    expect(error.message).toContain('nested more than 500 levels deep');
    expect(error.path).toMatch(/^args\[0\](\.next){31}\.\.\.$/);
  });

  it('allows 400 levels', () => {
    expect(extractor.extract([chain(400)], undefined, { name: 'f', namespace: 'n' })).toHaveLength(2 + 400 * 9 + 2);
  });

  it('comes also where the stack ends before the levels do', () => {
    /** Goes down to the end of the stack, and up again to the first place where there is room to answer. */
    const nearTheEnd = (): unknown => {
      try {
        return nearTheEnd();
      } catch {
        return attempt();
      }
    };
    const attempt = (): unknown => {
      try {
        return extractor.extract([chain(400)], undefined, { name: 'f', namespace: 'n' });
      } catch (error) {
        if (error instanceof RangeError) throw error;
        return error;
      }
    };

    const outcome = nearTheEnd();

    expect(outcome).toBeInstanceOf(UnkeyableArgumentError);
    expect((outcome as Error).cause).toBeInstanceOf(RangeError);
  });

  it('keeps what a getter, a toJSON or a Proxy throws as its cause', () => {
    const cause = new Error('down');
    const fail = () => {
      throw cause;
    };
    const getter = Object.defineProperty({ a: 1 }, 'b', { get: fail, enumerable: true });
    const errors = [
      refusalOf({ deep: getter }),
      refusalOf({ toJSON: fail }),
      refusalOf({ deep: new Proxy({}, { ownKeys: fail }) }),
    ];

    expect(errors.map((error) => error.cause)).toEqual([cause, cause, cause]);
    expect(errors.map((error) => error.path)).toEqual(['args[0].deep.b', 'args[0].toJSON()', 'args[0].deep']);
    expect(errors[0]!.message).toContain('what cannot be read (Error: down)');
  });

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['an object without a text', Object.create(null)],
  ])('bears %s being thrown', (_, thrown) => {
    const value = {
      get a() {
        throw thrown;
      },
    };

    expect(refusalOf(value).path).toBe('args[0].a');
  });

  it.each<[string, object]>([
    ['args[1].proxy', revoked({})],
    ['args[1].proxy', revoked([])],
    ['args[1].proxy', revoked(() => 1)],
  ])('says that a revoked Proxy cannot be read, at %s', (path, proxy) => {
    expect(refusalOf(1, { proxy }).path).toBe(path);
    expect(refusalOf(1, { proxy }).code).toBe('ERR_MEMOIR_UNKEYABLE_ARGUMENT');
  });
});
