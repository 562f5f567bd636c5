import { describe, expect, it } from '@jest/globals';
import { settle } from '../../src/testing/manual-clock.js';
import { setUp } from '../support/set-up.js';
import { TaggedMapStorage } from '../support/tagged-map-storage.js';

/** A value with a tag that only its result tells, expired and kept. */
async function keptAndTagged() {
  const all = setUp(
    {
      updateAfter: '1s',
      expireAfter: '1s',
      keepStaleFor: '1h',
      softTimeout: '100ms',
      resultTags: (value: string) => [`team:${value}`],
    },
    new TaggedMapStorage(),
  );
  const first = all.cached('ada');
  all.loads[0]!.resolve('red');
  await first;
  await all.clock.advance('2s');
  return all;
}

describe('a kept value whose tag is invalidated', () => {
  it('is not answered to who calls afterwards, though its load outran the soft timeout', async () => {
    const { cached, clock, loads } = await keptAndTagged();
    const early = cached('ada');
    await clock.advance(100);
    expect(await early).toBe('red');
    await cached.invalidateTags(['team:red']);
    const late = cached('ada');
    loads[1]!.resolve('blue');
    await settle();
    loads[2]?.resolve('blue');

    expect(await late).toBe('blue');
  });

  it('is no fallback for the load that fails', async () => {
    const { cached, loads } = await keptAndTagged();
    const early = cached('ada');
    await cached.invalidateTags(['team:red']);
    loads[1]!.reject(new Error('down'));

    await expect(early).rejects.toThrow('down');
  });

  it('is no fallback for the load that is slow', async () => {
    const { cached, clock, loads } = await keptAndTagged();
    const early = cached('ada');
    await cached.invalidateTags(['team:red']);
    await clock.advance(100);
    loads[1]!.resolve('blue');

    expect(await early).toBe('blue');
  });
});
