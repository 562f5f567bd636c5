import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { ConfigurationError } from '../../src/errors.js';
import { ArgumentsKeyExtractor, type ArgumentsKeyExtractorOptions } from '../../src/key/arguments-key-extractor.js';
import { isOwnKey } from '../../src/key/own-key.js';
import { Amount, NotFound, Weight } from './support/classes.js';

const method = { name: 'load', namespace: 'users' };
const plain = new ArgumentsKeyExtractor();
const keyOf = (...args: unknown[]) => plain.extract(args, undefined, method);

describe('the key of a call', () => {
  it('is the string itself where that is the only argument', () => {
    expect(['ada', '', ')', ' (', '"a"', '\ud800', '日本'].map((text) => keyOf(text))).toEqual([
      'ada',
      '',
      ')',
      ' (',
      '"a"',
      '\ud800',
      '日本',
    ]);
  });

  it('has a lone string in parentheses if it begins with one, so that it is not taken for other arguments', () => {
    expect(keyOf('(1)')).toBe('("(1)")');
    expect(keyOf('(1)')).not.toBe(keyOf(1));
    expect(keyOf('("(1)")')).not.toBe(keyOf('(1)'));
  });

  it.each(['ada', '', '(x', '(', ')', ' ('])('agrees with isOwnKey about %j', (text) => {
    expect(keyOf(text) === text).toBe(isOwnKey(text));
  });

  it('is readable', () => {
    expect(keyOf('ada', 2, { page: 1, filter: { team: 'red' } }, [true, null])).toBe(
      '("ada",2,{"filter":{"team":"red"},"page":1},[true,null])',
    );
  });

  it('drops trailing undefined arguments, and no others', () => {
    expect(keyOf('ada', undefined)).toBe('ada');
    expect(keyOf('(x', undefined)).toBe('("(x")');
    expect(keyOf(1, undefined, undefined)).toBe('(1)');
    expect(keyOf(undefined)).toBe('()');
    expect(keyOf(undefined, 1)).toBe('(undefined,1)');
    expect(keyOf([undefined])).toBe('([undefined])');
  });

  it('tells a property that is undefined from a missing one, and a missing element from both', () => {
    expect(new Set([{}, { a: undefined }, [undefined], [], new Array(1)].map((value) => keyOf(value))).size).toBe(5);
  });

  it('has nothing of this in it', () => {
    expect(plain.extract([1], { id: 'self' }, method)).toBe(keyOf(1));
  });

  it('leaves the arguments as they are', () => {
    const set = Object.freeze(new Set([2, 1]));
    const args = Object.freeze([Object.freeze({ b: 1, a: Object.freeze([2, 1]), set })]);

    expect(plain.extract(args, undefined, method)).toBe('({"a":[2,1],"b":1,"set":Set(1,2)})');
    expect(Object.keys(args[0]!)).toEqual(['b', 'a', 'set']);
    expect([...set]).toEqual([2, 1]);
  });

  it('calls objects equal by what they hold, with or without a prototype', () => {
    expect(keyOf(Object.assign(Object.create(null), { a: 1 }))).toBe(keyOf({ a: 1 }));
  });

  it('takes an own property called __proto__ for what it is', () => {
    const parsed = () => JSON.parse('{"__proto__":{"admin":true}}') as object;

    expect([keyOf(parsed()), keyOf(parsed()), keyOf(parsed())]).toEqual(
      Array(3).fill('({"__proto__":{"admin":true}})'),
    );
    expect(keyOf(parsed())).not.toBe(keyOf({}));
  });

  it('tells an instance by its class and its JSON, and so from its JSON and from another class', () => {
    expect(keyOf(new Amount('1'))).toBe('(@Amount("1"))');
    expect(
      new Set(['1', new Amount('1'), new Weight('1'), { toJSON: () => '1' }].map((value) => keyOf(value, 0))).size,
    ).toBe(4);
  });

  it('encodes what toJSON gives like any value', () => {
    expect(keyOf(new Amount(new Map([['a', new Amount(1n)]])))).toBe('(@Amount(Map("a"=>@Amount(1n))))');
  });

  it('tells errors by class, name, message, cause and what was put onto them, and not by where they were made', () => {
    const make = (cause: unknown) => Object.assign(new NotFound('no ada', { cause }), { code: 404 });

    expect(keyOf(make('x'))).toBe('(Error(NotFound){"cause":"x","code":404,"message":"no ada","name":"Error"})');
    expect(keyOf(make('x'))).toBe(keyOf(make('x')));
  });

  it('does not ask where a regular expression stands in its search', () => {
    const pattern = /a/g;
    pattern.test('aaa');

    expect(pattern.lastIndex).toBe(1);
    expect(keyOf(pattern)).toBe(keyOf(/a/g));
  });

  it('is the same for what another realm made', () => {
    const source = `[{ b: 1, a: [1, , 3] }, new Date(0), new Map([['a', new Set([1])]]), /a/g, new TypeError('x'), Object(1)]`;
    const foreign = runInNewContext(source) as unknown[];

    expect(Object.getPrototypeOf(foreign[0])).not.toBe(Object.prototype);
    expect(keyOf(...foreign)).toBe(
      '({"a":[1,hole,3],"b":1},Date(1970-01-01T00:00:00.000Z),Map("a"=>Set(1)),RegExp("a","g"),' +
        'Error(TypeError){"message":"x"},Number(1))',
    );
  });

  it('sees through a Proxy of a plain object or an array', () => {
    expect(keyOf(new Proxy({ a: 1 }, {}), new Proxy([1], {}))).toBe('({"a":1},[1])');
  });

  it('is found in a Map, wherever its text was put together', () => {
    const calls = Array.from({ length: 100 }, (_, i) => [`user-${i}`, i, { page: i, name: i % 2 ? 'é' : 'e' }]);
    const map = new Map(calls.map((args, i) => [keyOf(...args), i]));

    expect(calls.map((args) => map.get(keyOf(...structuredClone(args))))).toEqual(calls.map((_, i) => i));
  });

  it('does not grow with the length of an array that is mostly holes', () => {
    const sparse: unknown[] = [];
    sparse[4_000_000_000] = 1;

    expect(keyOf(sparse)).toBe('([hole*4000000000,1])');
  });

  it('ignores what somebody put on Object.prototype', () => {
    const before = keyOf({ a: 1 });
    Object.defineProperty(Object.prototype, 'polluted', { value: 1, enumerable: true, configurable: true });
    try {
      expect([keyOf({ a: 1 }), keyOf({ a: 1 })]).toEqual([before, before]);
    } finally {
      delete (Object.prototype as { polluted?: unknown }).polluted;
    }
  });
});

describe('selectArguments', () => {
  const extractorOf = (selectArguments: (...args: any[]) => any) => new ArgumentsKeyExtractor({ selectArguments });

  it('decides what counts', () => {
    const extractor = extractorOf((id: string) => [id.toLowerCase()]);

    expect(extractor.extract(['Ada', () => 1], undefined, method)).toBe('ada');
  });

  it('may select nothing', () => {
    expect(extractorOf(() => []).extract([1], undefined, method)).toBe('()');
  });

  it('has its trailing undefined dropped like arguments', () => {
    expect(extractorOf((a, b) => [a, b]).extract(['a'], undefined, method)).toBe('a');
  });

  it.each([undefined, null, 'ada', 1, {}, new Set(), Promise.resolve([])])('must give an array, not %p', (selected) => {
    expect(() => extractorOf(() => selected).extract([1], undefined, method)).toThrow(ConfigurationError);
    expect(() => extractorOf(() => selected).extract([1], undefined, method)).toThrow(/selectArguments gives an array/);
  });

  it('has its own error thrown through', () => {
    const error = new Error('mine');
    const extractor = extractorOf(() => {
      throw error;
    });

    expect(() => extractor.extract([1], undefined, method)).toThrow(error);
  });

  it('is named in the path of what it selected and nobody can encode', () => {
    const extractor = extractorOf((_, b) => [b]);

    expect(() => extractor.extract([1, { f: () => 1 }], undefined, method)).toThrow(
      expect.objectContaining({ path: 'selectArguments(...args)[0].f' }),
    );
  });

  it.each([{ selectArguments: 'id' }, { selectArguments: null }, { select: () => [] }])(
    'refuses %p at once',
    (options) => {
      expect(() => new ArgumentsKeyExtractor(options as ArgumentsKeyExtractorOptions)).toThrow(ConfigurationError);
    },
  );
});

describe('the short cut for one string', () => {
  it('holds for all arguments as they are', () => {
    expect(plain.singleStringIsKey).toBe(true);
    expect(new ArgumentsKeyExtractor({ selectArguments: undefined }).singleStringIsKey).toBe(true);
  });

  it('does not hold where arguments are selected, nor where a subclass extracts in its own way', () => {
    class Upper extends ArgumentsKeyExtractor {
      override extract(args: readonly any[]): string {
        return String(args[0]).toUpperCase();
      }
    }
    class Late extends ArgumentsKeyExtractor {
      override extract = () => 'late';
    }

    expect(new ArgumentsKeyExtractor({ selectArguments: (id) => [id] }).singleStringIsKey).toBe(false);
    expect(new Upper().singleStringIsKey).toBe(false);
    expect(new Late().singleStringIsKey).toBe(false);
  });
});
