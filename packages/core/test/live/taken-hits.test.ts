import { describe, expect, it } from '@jest/globals';
import {
  createMemoizer,
  liveFunctionOf,
  liveFunctions,
  standardConfiguration,
  type TakenHit,
} from '../../src/index.js';
import { MapStorage } from '../support/map-storage.js';

function world() {
  const logged: unknown[] = [];
  const error = (fields: object, message: string) => void logged.push({ ...fields, message });
  const logger = { debug() {}, info() {}, warn() {}, error };
  let loads = 0;
  const { memoize } = createMemoizer({ ...standardConfiguration(new MapStorage()), logger });
  const join = memoize(async (one: string, other: number) => `${one} ${other}, load ${++loads}`);
  return { join, live: liveFunctionOf(join)!, logged };
}

describe('the next hit', () => {
  it('is handed over once, with its arguments and what it was answered with', async () => {
    const { join, live } = world();
    const taken: TakenHit[] = [];
    await join('a', 1);
    live.takeNextHit((hit) => taken.push(hit));

    await join('b', 2);
    await join('a', 1);
    await join('a', 1);

    expect(taken).toEqual([
      {
        key: '("a",1)',
        self: undefined,
        args: ['a', 1],
        value: 'a 1, load 1',
        createdAt: (await join.peek('a', 1))!.createdAt,
      },
    ]);
  });

  it('is handed to nobody who has taken that back', async () => {
    const { join, live } = world();
    const taken: TakenHit[] = [];
    await join('a', 1);
    live.takeNextHit((hit) => taken.push(hit))();

    await join('a', 1);

    expect(taken).toEqual([]);
  });

  it('is answered all the same, and handed to the others, if one who takes it throws', async () => {
    const { join, live, logged } = world();
    const taken: TakenHit[] = [];
    const failure = new Error('out of paper');
    await join('a', 1);
    live.takeNextHit(() => {
      throw failure;
    });
    live.takeNextHit((hit) => taken.push(hit));

    expect(await join('a', 1)).toBe('a 1, load 1');
    expect(taken).toHaveLength(1);
    expect(logged).toEqual([{ err: failure, namespace: expect.any(String), message: 'the listener failed' }]);
  });
});

describe('a load aside', () => {
  it('asks the function itself, and is neither counted nor stored', async () => {
    const { join, live } = world();
    await join('a', 1);

    expect(await live.loadAside(undefined, ['a', 1])).toBe('a 1, load 2');
    expect(await join('a', 1)).toBe('a 1, load 1');
    expect(join.statistics()).toMatchObject({ calls: 2, loads: 1 });
  });
});

describe('the live function of a memoized one', () => {
  it('is the one that is listed, and its own', () => {
    const { join, live } = world();

    expect(liveFunctions()).toContain(live);
    expect(liveFunctionOf(join)).toBe(live);
    expect(liveFunctionOf(live)).toBe(live);
    expect(liveFunctionOf(async () => 1)).toBeUndefined();
  });
});
