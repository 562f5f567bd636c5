import { expect, it } from '@jest/globals';
import { settle } from '../../src/testing/manual-clock.js';
import { RemoteStorage } from '../support/remote-storage.js';
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

// Where the first of several loads has ended, the others are found elsewhere than a load that runs alone.
it.each([
  ['a refresh supersedes', (cached: any) => void cached.refresh('bob')],
  ['an invalidation fences', (cached: any) => void cached.invalidate('bob').then(() => cached('bob'))],
  ['an expiry fences', (cached: any) => void cached.expire('bob').then(() => cached('bob'))],
])('%s a load that has begun beside one that has ended since', async (_what, change) => {
  const { cached, loads } = setUp();
  const first = cached('ada');
  const early = cached('bob');
  loads[0]!.resolve('Ada');
  await first;

  change(cached);
  await settle();
  expect(loads).toHaveLength(3);
  loads[2]!.resolve('new');
  await settle();
  loads[1]!.resolve('old');

  expect([await early, await cached('bob')]).toEqual(['old', 'new']);
});

it.each([
  ['the key', 'invalidate', (cached: any) => cached.invalidate('ada')],
  ['everything', 'clear', (cached: any) => cached.invalidateAll()],
])('what has been loaded while the removal of %s was out is not offered', async (_what, command, remove) => {
  const storage = new RemoteStorage(false);
  const { cached, loads } = setUp({ namespace: 'users' }, storage);
  const removed = remove(cached);
  const between = cached('ada');
  storage.commands.splice(1, 1)[0]!.answer(); // its read misses
  await settle();
  loads[0]!.resolve('perhaps old');
  await settle();
  expect(storage.commands.map(({ name }) => name)).toEqual([command]);
  storage.answer(command);
  await removed;

  expect(await between).toBe('perhaps old');
  expect(cached.statistics().fencedLoads).toBe(1);
});
