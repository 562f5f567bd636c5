import { describe, expect, it } from '@jest/globals';
import type { LoadMany, ManyOptions } from '../../src/index.js';
import { memoizerInMemory } from '../support/memoizer.js';

/** What users of dataloader rely on, behaviour by behaviour; what memoir does differently on purpose is at the end. */
function setUp<K = number, V = unknown>(
  loadMany: LoadMany<K, V> = (keys) => keys as unknown as V[],
  options: ManyOptions<K, V> = {},
) {
  const batches: K[][] = [];
  const load = memoizerInMemory().memoizeMany<K, V>((keys, context) => {
    batches.push([...keys]);
    return loadMany(keys, context);
  }, options);
  return { load, batches };
}

describe('who comes from dataloader finds that', () => {
  it('an empty list is answered with an empty list, and nothing is loaded', async () => {
    const { load, batches } = setUp();
    expect(await load.many([])).toEqual([]);
    expect(await load.manySettled([])).toEqual([]);
    expect(batches).toEqual([]);
  });

  it('a repeated key goes into one batch once, also across batches of a limited size', async () => {
    const { load, batches } = setUp(undefined, { maxBatch: 2 });
    expect(await Promise.all([load(1), load(2), load(1), load(3), load(2)])).toEqual([1, 2, 1, 3, 2]);
    expect(batches).toEqual([[1, 2], [3]]);
  });

  it('cached keys take no room in a batch of a limited size', async () => {
    const { load, batches } = setUp(undefined, { maxBatch: 1 });
    await load(1);
    expect(await load.many([1, 2])).toEqual([1, 2]);
    expect(batches).toEqual([[1], [2]]);
  });

  it('loads asked for by promises that settle in the same turn go into one batch', async () => {
    const { load, batches } = setUp<string>();
    const deep = Promise.resolve()
      .then(() => Promise.resolve())
      .then(() => Promise.all([load('c'), Promise.resolve().then(() => load('d'))]));
    await Promise.all([load('a'), Promise.resolve().then(() => load('b')), deep]);
    expect(batches).toEqual([['a', 'b', 'c', 'd']]);
  });

  it('a loader can call a loader, and both gather', async () => {
    const inner = setUp<string>();
    const outer = setUp<string>((keys) => inner.load.many(keys));
    expect(await Promise.all([outer.load('a'), outer.load('b')])).toEqual(['a', 'b']);
    expect([outer.batches, inner.batches]).toEqual([[['a', 'b']], [['a', 'b']]]);
  });

  it('cleared keys are loaded again, the others are not', async () => {
    const { load, batches } = setUp();
    await load.many([1, 2]);
    await load.invalidate(1);
    await load.many([1, 2]);
    await load.invalidateAll();
    await load.many([1, 2]);
    expect(batches).toEqual([[1, 2], [1], [1, 2]]);
  });

  it('primed keys are not loaded', async () => {
    const { load, batches } = setUp();
    await load.prime([1], 'primed');
    expect(await load.many([1, 2])).toEqual(['primed', 2]);
    expect(batches).toEqual([[2]]);
  });

  it('a key can be an object, which is told by what is in it', async () => {
    const { load, batches } = setUp<{ a: number; b: number }>();
    await load.many([
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ]);
    expect(batches).toEqual([[{ a: 1, b: 2 }]]);
  });

  it('null, 0 and an empty text are keys and values like any', async () => {
    const { load } = setUp<unknown>();
    expect(await load.many([0, '', null, false])).toEqual([0, '', null, false]);
  });

  it('batches of one key are no batches', async () => {
    const { load, batches } = setUp(undefined, { maxBatch: 1 });
    await load.many([1, 2, 3]);
    expect(batches).toEqual([[1], [2], [3]]);
  });

  it('successes and failures stand side by side, and a failed batch fails all its keys', async () => {
    const odd = new Error('odd');
    const { load } = setUp<number>((keys) => keys.map((key) => (key % 2 ? odd : key)));
    const [first, second] = await load.manySettled([1, 2]);
    expect([first, second]).toEqual([
      { status: 'rejected', reason: odd },
      { status: 'fulfilled', value: 2 },
    ]);
    const down = setUp(async () => {
      throw odd;
    });
    const both = await down.load.manySettled([1, 2]);
    expect(both.map((result) => (result as PromiseRejectedResult).reason)).toEqual([odd, odd]);
  });

  it.each<[string, LoadMany<any, any>]>([
    ['nothing', () => undefined as never],
    ['null', async () => null as never],
    ['an object', () => ({}) as never],
    ['too few', () => [1]],
    ['too many', () => [1, 2, 3]],
  ])('a loader that answers %s fails its keys and nothing else', async (_what, loadMany) => {
    const { load } = setUp(loadMany);
    const results = await load.manySettled([1, 2]);
    expect(results.map((result) => (result as PromiseRejectedResult).reason.code)).toEqual([
      'ERR_MEMOIR_CACHED_METHOD_FAILED',
      'ERR_MEMOIR_CACHED_METHOD_FAILED',
    ]);
  });

  it('keys that are no list are refused', async () => {
    const { load } = setUp();
    const refusal = { code: 'ERR_MEMOIR_CONFIGURATION' };
    await expect(load.many('ab' as never)).rejects.toMatchObject(refusal);
    await expect(load.manySettled(undefined as never)).rejects.toMatchObject(refusal);
    await expect(load.invalidateMany({} as never)).rejects.toMatchObject(refusal);
  });

  it('a key that is none fails alone', async () => {
    const { load } = setUp<unknown>();
    const [first, second] = await load.manySettled([() => {}, 2]);
    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'ERR_MEMOIR_UNKEYABLE_ARGUMENT' } });
    expect(second).toEqual({ status: 'fulfilled', value: 2 });
  });
});

describe('who comes from dataloader has to know that', () => {
  it('failures are not kept: the next call asks again', async () => {
    let isDown = true;
    const { load } = setUp<number>((keys) => keys.map((key) => (isDown ? new Error('down') : key)));
    await expect(load(1)).rejects.toThrow('down');
    isDown = false;
    expect(await load(1)).toBe(1);
  });

  it('priming takes the place of what is there', async () => {
    const { load } = setUp();
    await load(1);
    await load.prime([1], 'primed');
    expect(await load(1)).toBe('primed');
  });
});
