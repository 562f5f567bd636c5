import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { WeakList } from '../src/weak-list.js';

describe('a weak list', () => {
  it('holds its members in order, and does not grow by those that are gone', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const list = new WeakList<{ name: string }>();
    const first = { name: 'first' };
    list.add(first);
    for (let round = 0; round < 10; round++) {
      (() => Array.from({ length: 100 }, (_, at) => list.add({ name: `${round} ${at}` })))();
      await setImmediate();
      collect();
    }
    const last = { name: 'last' };
    list.add(last);

    expect(list.size).toBeLessThan(500);
    expect([...list].map(({ name }) => name)).toEqual(expect.arrayContaining(['first', 'last']));
    expect(list.size).toBeLessThan(50);
  });

  it('knows its only member, and that it has no only one', () => {
    const list = new WeakList<{ name: string }>();
    const [first, second] = [{ name: 'first' }, { name: 'second' }];
    expect(list.only).toBeUndefined();

    list.add(first);
    expect(list.only).toBe(first);

    list.delete(first);
    expect(list.only).toBeUndefined();

    list.add(second);
    expect(list.only).toBe(second);

    list.add(first);
    expect(list.only).toBeUndefined();
  });
});
