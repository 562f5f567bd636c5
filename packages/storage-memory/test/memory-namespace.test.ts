import { beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '@memoir/core/testing';
import { LruShelf } from '../src/lru-shelf.js';
import { MemoryNamespace } from '../src/memory-namespace.js';
import type { Opener } from '../src/openers.js';
import { SharedBound } from '../src/shared-bound.js';
import { Sweeper } from '../src/sweeper.js';
import { entryUntil } from './opened.js';

describe('what a namespace remembers of tags', () => {
  const clock = new ManualClock();
  const opener: Opener = { context: { clock, report: () => {}, removed: () => {} } };
  let namespace: MemoryNamespace<string>;

  beforeEach(() => {
    const bound = new SharedBound(10);
    namespace = new MemoryNamespace({
      clock,
      sweeper: new Sweeper(1_000, clock),
      buildShelf: (evictions) => new LruShelf(bound, evictions),
    });
    namespace.addOpener(opener);
    store('other', 'other');
    namespace.invalidateTags(['other']);
    namespace.remove('other', 'invalidated', opener);
    store('ada', 'team');
  });

  const store = (key: string, ...tags: string[]) =>
    namespace.offer(key, entryUntil(key, clock.now() + 1_000, { tags }), opener);

  it.each<[string, () => unknown]>([
    ['removed', () => namespace.remove('ada', 'invalidated', opener)],
    ['replaced', () => store('ada')],
    ['cleared', () => namespace.clear(opener)],
    ['evicted', () => Array.from({ length: 10 }, (_, key) => store(`${key}`))],
    ['expired and swept', () => clock.advance('10s')],
    [
      'invalidated and read',
      () => [namespace.invalidateTags(['team']), namespace.judge('ada', namespace.shelf.peek('ada')!)],
    ],
    ['invalidated and swept', () => [namespace.invalidateTags(['team']), clock.advance('1s')]],
  ])('is nothing once the last entry that carried one is %s', async (_name, remove) => {
    expect(namespace.tags?.size).toBeGreaterThan(0);

    await remove();
    await clock.advance(0);

    expect(namespace.tags?.size).toBe(0);
  });
});
