import { expect, it } from '@jest/globals';
import { createMemoizer, standardConfiguration } from '@memoir/core';
import { MemoryStorage } from '../src/index.js';

/** Time that passes within one turn of the event loop, as a long synchronous piece of work makes it pass. */
function busyFor(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

it.each(['expire', 'expireTags'] as const)('is served by nobody from %s on, also in the same turn', async (how) => {
  const storage = new MemoryStorage();
  let loads = 0;
  const { memoize } = createMemoizer(standardConfiguration(storage));
  const cached = memoize(async (_id: string) => ++loads, { tags: () => ['red'] });
  await cached('ada');
  await cached('ada'); // the time is looked at

  busyFor(5);
  await (how === 'expire' ? cached.expire('ada') : storage.expireTags(['red']));

  expect(await cached('ada')).toBe(2);
  await cached.close();
});
