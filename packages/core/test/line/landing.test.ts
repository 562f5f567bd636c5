import { expect, it } from '@jest/globals';
import { setUp } from '../support/set-up.js';

it.each([
  ['lands', (load: { resolve(value: string): void }) => load.resolve('old')],
  ['fails', (load: { reject(error: unknown): void }) => load.reject(new Error('down'))],
])(
  'a fenced load that %s leaves the load alone that stands in its place: calls join it, fences reach it',
  async (_how, end) => {
    const { cached, loads } = setUp();
    const early = cached('ada').catch(() => 'failed');
    await cached.invalidate('ada');
    const late = cached('ada');
    end(loads[0]!);
    await early;

    const joining = cached('ada');
    expect(loads).toHaveLength(2);
    await cached.invalidate('ada');
    loads[1]!.resolve('older');

    expect([await late, await joining]).toEqual(['older', 'older']);
    expect(await cached.peek('ada')).toBeUndefined();
  },
);

it('a load that ends after its timeout leaves the load alone that stands in its place', async () => {
  const { cached, loads, clock } = setUp({ methodTimeout: '1s' });
  const early = cached('ada').catch((error: { code: string }) => error.code);
  await clock.advance('1s');
  const late = cached('ada');
  loads[0]!.resolve('old');
  await early;

  const joining = cached('ada');
  expect(loads).toHaveLength(2);
  loads[1]!.resolve('new');

  expect([await late, await joining, await cached('ada')]).toEqual(['new', 'new', 'new']);
});
