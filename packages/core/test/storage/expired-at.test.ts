import { describe, expect, it } from '@jest/globals';
import { StoredEntry } from '../../src/entry/stored-entry.js';
import { expiredAt } from '../../src/storage/expired-at.js';
import { entryOf, START } from './keyspaces.js';

describe('expiredAt', () => {
  it('makes a fallback of an entry and leaves the entry as it is', () => {
    const entry = entryOf('value', { tags: ['red'], version: '7' });

    const expired = expiredAt(START + 1_000, entry);

    expect(expired).toEqual({ ...entry, staleAt: START + 1_000, expiresAt: START + 1_000 });
    expect(entry.expiresAt).toBe(START + 30_000);
  });

  it('moves nothing to a later time, and keeps the instants in order where the clock was set back', () => {
    expect(expiredAt(START + 20_000, entryOf('value'))).toMatchObject({
      staleAt: START + 10_000,
      expiresAt: START + 20_000,
    });
    expect(expiredAt(START + 40_000, entryOf('value'))).toEqual(entryOf('value'));
    expect(expiredAt(START - 5, entryOf('value'))).toMatchObject({
      createdAt: START - 5,
      staleAt: START - 5,
      expiresAt: START - 5,
      keepUntil: START + 60_000,
    });
  });

  it("takes the line's own entries, which carry their facts out of sight", () => {
    expect(expiredAt(START, StoredEntry.of(entryOf('value')))).toEqual(
      entryOf('value', { staleAt: START, expiresAt: START }),
    );
  });
});
