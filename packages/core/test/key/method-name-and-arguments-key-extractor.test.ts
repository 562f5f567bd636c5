import { describe, expect, it } from '@jest/globals';
import { MethodNameAndArgumentsKeyExtractor } from '../../src/key/method-name-and-arguments-key-extractor.js';

const keyOf = (name: string, ...args: unknown[]) =>
  new MethodNameAndArgumentsKeyExtractor().extract(args, undefined, { name, namespace: 'n' });

describe('a key with the name of the method', () => {
  it('reads like the call, also with one string', () => {
    expect(keyOf('getUser', 'ada')).toBe('getUser("ada")');
    expect(keyOf('getUser', 'ada', undefined)).toBe('getUser("ada")');
    expect(keyOf('getUser', 1, [2])).toBe('getUser(1,[2])');
    expect(keyOf('getUser')).toBe('getUser()');
  });

  it('has a name in quotes that could be taken for anything else', () => {
    expect(keyOf('bound load', 1)).toBe('"bound load"(1)');
    expect(keyOf('', 1)).toBe('""(1)');
  });

  it('differs for two methods and for two calls', () => {
    const names = ['load', 'Load', '', '"load"', 'load(1)', 'load,', 'é', '(', 'load("a")'];
    const calls = [[], [1], ['1'], ['a'], [')'], ['("a")'], ['a', 'a'], [[1]]];
    const keys = names.flatMap((name) => calls.map((args) => keyOf(name, ...args)));

    expect(new Set(keys).size).toBe(names.length * calls.length);
  });

  it('offers no short cut', () => {
    expect(new MethodNameAndArgumentsKeyExtractor().singleStringIsKey).toBe(false);
  });

  it('selects arguments as well', () => {
    const extractor = new MethodNameAndArgumentsKeyExtractor<[id: string, http: object]>({
      selectArguments: (id) => [id],
    });

    expect(extractor.extract(['ada', { get() {} }], undefined, { name: 'load', namespace: 'n' })).toBe('load("ada")');
  });
});
