import { describe, expect, it } from '@jest/globals';
import { LeastRecentlyUsedEvictionStrategy } from '@memoir/core';
import { MemoryStorage } from '../src/memory-storage.js';
import { entryOf, open } from './opened.js';

/** Two functions that hold three entries together. */
function filled(storage: MemoryStorage): MemoryStorage {
  const [users, teams] = [open(storage, 'users'), open(storage, 'teams')];
  users.keyspace.offer('ada', entryOf('Ada'));
  users.keyspace.offer('bob', entryOf('Bob'));
  teams.keyspace.offer('red', entryOf('Red'));
  return storage;
}

describe('what a memory storage tells of itself', () => {
  it('is how many entries all functions have together', () => {
    expect(filled(new MemoryStorage()).facts()).toEqual({ name: 'MemoryStorage', entries: 3 });
  });

  it('is its bound in entries', () => {
    expect(filled(new MemoryStorage({ maxEntries: 10 })).facts()).toEqual({
      name: 'MemoryStorage',
      entries: 3,
      maxEntries: 10,
    });
  });

  it.each([
    ['least recently used', undefined],
    ['by a strategy', (bound: object) => new LeastRecentlyUsedEvictionStrategy(bound)],
  ])('is how many bytes it estimates, and its bound in bytes, %s', (_order, evictionStrategy) => {
    const facts = filled(new MemoryStorage({ maxBytes: '1M', evictionStrategy })).facts();

    expect(facts).toMatchObject({ entries: 3, maxBytes: 1024 * 1024 });
    expect(facts.bytes).toBeGreaterThan(3 * 350);
    expect(facts.bytes).toBeLessThan(3 * 700);
  });
});
