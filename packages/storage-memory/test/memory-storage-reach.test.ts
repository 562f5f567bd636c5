import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '@memoir/core/testing';
import { MemoryStorage } from '../src/memory-storage.js';
import { entryOf, entryUntil, open } from './opened.js';

describe('what a memory storage keeps alive', () => {
  it.each([
    ['an entry that never expires', entryOf],
    ['an entry that the sweep waits for', (value: object) => entryUntil(value, 1_000_000)],
    ['an entry with a tag', (value: object) => entryOf(value, { tags: ['team'] })],
  ])('is not %s in a private namespace that nobody can reach', async (_name, build) => {
    const storage = new MemoryStorage();
    const clock = new ManualClock();
    const fill = () => {
      const owner = { keyspace: open(storage, 'own', clock, true).keyspace, value: {} };
      // A value that refers to its owner, as what a method returns may.
      owner.value = { owner };
      owner.keyspace.offer('key', build(owner.value));
      return new WeakRef(owner);
    };
    const owner = fill();
    const kept = open(storage, 'own', clock, true).keyspace;
    kept.offer('key', entryOf('kept'));

    await collectGarbage();

    expect(owner.deref()).toBeUndefined();
    expect(kept.get('key')).toBeDefined();
    await storage.invalidateTags(['team']);
    await clock.advance('1m');
    expect(clock.pending).toBe(0);
  });

  it('is what stands in a named namespace, for whoever opens it next', async () => {
    const storage = new MemoryStorage();
    open(storage, 'users').keyspace.offer('ada', entryOf('Ada'));

    await collectGarbage();

    expect(open(storage, 'users').keyspace.get('ada')).toMatchObject({ value: 'Ada' });
  });

  it('is not whoever opened a named namespace and let go of it', async () => {
    const storage = new MemoryStorage();
    const clock = new ManualClock();
    const fill = () => {
      const opened = open(storage, 'users', clock);
      opened.keyspace.offer('ada', entryOf('Ada'));
      return new WeakRef(opened.told);
    };
    const told = fill();

    await collectGarbage();

    expect(told.deref()).toBeUndefined();
  });
});

/** A weak reference that was read stays alive to the end of its job, so a few turns are given first. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let round = 0; round < 3; round++) {
    await setImmediate();
    collect();
  }
}
