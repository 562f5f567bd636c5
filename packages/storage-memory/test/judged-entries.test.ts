import { describe, expect, it } from '@jest/globals';
import { createMemoizer, type JudgedEntry, standardConfiguration } from '@memoir/core';
import { MemoryStorage } from '../src/memory-storage.js';
import { TagLedger } from '../src/tag-ledger.js';
import { entryOf } from './opened.js';

/** An entry that remembers, and says how often it was asked in vain. */
function markedEntry(tags: readonly string[]) {
  let judged: readonly [object, number] | undefined;
  const marks: JudgedEntry = {
    isJudged: (judge, upTo) => judged?.[0] === judge && judged[1] === upTo,
    markJudged: (judge, upTo) => {
      judged = [judge, upTo];
    },
  };
  return { ...entryOf(1, { tags }), ...marks };
}

describe('an entry whose tags have been judged', () => {
  it('is good until the next removal, and for this ledger alone', () => {
    const [one, other] = [new TagLedger(), new TagLedger()];
    const entry = markedEntry(['team']);
    for (const ledger of [one, other]) {
      ledger.carry('ada', ['team']);
      ledger.carry('bob', ['other']);
      ledger.invalidate(['other']);
    }

    one.markJudged(entry);
    expect([one.hasJudged(entry), other.hasJudged(entry)]).toEqual([true, false]);

    one.invalidate(['other']);
    expect(one.hasJudged(entry)).toBe(false);
  });

  it('is looked up each time where it keeps no mark', () => {
    const ledger = new TagLedger();
    const entry = entryOf(1, { tags: ['team'] });

    ledger.markJudged(entry);

    expect(ledger.hasJudged(entry)).toBe(false);
  });

  it.each([[{}], [{ maxEntries: 100 }]])(
    'is gone with the next removal of its tag, on a storage with %j',
    async (bound) => {
      const storage = new MemoryStorage(bound);
      let loads = 0;
      const { memoize } = createMemoizer(standardConfiguration(storage));
      const cached = memoize(async (_id: string) => ++loads, { namespace: 'users', tags: (id) => [id, 'team'] });
      const other = memoize(async (_id: string) => ++loads, { namespace: 'others' });
      const hits = async () => [await cached('ada'), await cached('ada'), await cached('bob'), await other('ada')];

      expect(await hits()).toEqual([1, 1, 2, 3]);
      await storage.invalidateTags(['bob']);
      expect(await hits()).toEqual([1, 1, 4, 3]);
      await storage.invalidateTags(['team']);
      expect(await hits()).toEqual([5, 5, 6, 3]);
      await storage.expireTags(['ada']);
      expect(await hits()).toEqual([7, 7, 6, 3]);
      expect(await hits()).toEqual([7, 7, 6, 3]);
    },
  );
});
