import { describe, expect, it } from '@jest/globals';
import { heldLoads } from '../../src/testing/held-loads.js';

describe('heldLoads', () => {
  it('ends each call as the test says, in any order', async () => {
    const { load, calls } = heldLoads<[id: string], string>();
    const [ada, bob] = [load('ada'), load('bob')];
    const failed = expect(ada).rejects.toThrow('no ada');

    calls[1]!.resolve('value of bob');
    calls[0]!.reject(new Error('no ada'));

    expect(await bob).toBe('value of bob');
    await failed;
    expect(calls.map(({ args }) => args)).toEqual([['ada'], ['bob']]);
  });

  it('gives calls one by one, whether they have begun or not', async () => {
    const loads = heldLoads<[id: string], string>();
    void loads.load('ada');
    const first = await loads.next();
    const second = loads.next();
    void loads.load('bob');
    void loads.load('cyd');

    expect([first.args, (await second).args, (await loads.next()).args]).toEqual([['ada'], ['bob'], ['cyd']]);
  });
});
