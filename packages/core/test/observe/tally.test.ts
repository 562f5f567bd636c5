import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { figuresByLabel } from '../../src/index.js';
import { memoizerInMemory } from '../support/memoizer.js';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

describe('the figures by label', () => {
  it('are those of all functions with the label', async () => {
    const { memoize } = memoizerInMemory();
    const functions = [memoize(async function find() {}), memoize(async function find() {})];
    for (const find of functions) {
      await find();
      await find();
    }

    expect(figuresByLabel().get('find')).toMatchObject({ calls: 4, hits: 2, misses: 2, loads: 2 });
    for (const find of functions) await find.close();
    expect(figuresByLabel().get('find')).toMatchObject({ calls: 4 });
  });

  it('never go back when functions go, and are not lost with objects that lived for one request', async () => {
    const { memoized } = memoizerInMemory();
    class Requests {
      @memoized
      async answer(): Promise<number> {
        return 1;
      }
    }
    for (let request = 0; request < 100; request++) {
      const one = new Requests();
      await one.answer();
      await one.answer();
    }
    for (let turn = 0; turn < 5; turn++) {
      collectGarbage();
      await setImmediate();
      expect(figuresByLabel().get('Requests.answer')).toMatchObject({ calls: 200, hits: 100, misses: 100 });
    }
  });

  it('add up: every call is one of five', async () => {
    const { memoize } = memoizerInMemory();
    const add = memoize(async function add(id: unknown) {
      return id;
    });
    await Promise.all([add(1), add(1), add(2)]);
    await add(1);
    await expect(add(Symbol('no key'))).rejects.toThrow();

    const { calls, hits, staleHits, joins, misses, refusals } = figuresByLabel().get('add')!;
    expect({ hits, staleHits, joins, misses, refusals }).toEqual({
      hits: 1,
      staleHits: 0,
      joins: 1,
      misses: 2,
      refusals: 1,
    });
    expect(calls).toBe(5);
  });
});
