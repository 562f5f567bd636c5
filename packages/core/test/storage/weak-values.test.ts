import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { WeakValues } from '../../src/storage/weak-values.js';
import { settle } from '../../src/testing/manual-clock.js';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

describe('WeakValues', () => {
  it('gives the same value for a name as long as somebody holds it', async () => {
    const values = new WeakValues<object>();
    const held = values.getOrInsertComputed('a', () => ({}));

    await settle();
    collectGarbage();

    expect(values.getOrInsertComputed('a', () => ({}))).toBe(held);
    expect(values.getOrInsertComputed('b', () => ({}))).not.toBe(held);
  });

  it('makes it anew once nobody does', async () => {
    const values = new WeakValues<{ n: number }>();
    let made = 0;
    const make = () => ({ n: ++made });
    values.getOrInsertComputed('a', make);

    await settle();
    collectGarbage();
    await settle();

    expect(values.getOrInsertComputed('a', make)).toEqual({ n: 2 });
    expect(values.size).toBe(1);
  });

  it('forgets the names too', async () => {
    const values = new WeakValues<object>();
    for (let n = 0; n < 1_000; n++) values.getOrInsertComputed(`namespace ${n}`, () => ({}));

    await settle();
    collectGarbage();
    await settle();

    expect(values.size).toBe(0);
  });
});
