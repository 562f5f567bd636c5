import { describe, expect, it } from '@jest/globals';
import { HOLDS, INVALID, TagLedger } from '../src/tag-ledger.js';

describe('a tag ledger', () => {
  it('forgets a tag with the last entry that carries it, however often it was invalidated', () => {
    const ledger = new TagLedger();
    for (let round = 0; round < 1_000; round++) {
      ledger.carry('ada', [`round ${round}`, 'team']);
      ledger.invalidate([`round ${round}`]);
      ledger.drop('ada', [`round ${round}`, 'team']);
    }
    ledger.invalidate(['nobody carries this']);

    expect(ledger.size).toBe(0);
  });

  it('keeps a tag while one entry is left', () => {
    const ledger = new TagLedger();
    ledger.carry('ada', ['team']);
    ledger.carry('bob', ['team']);
    ledger.drop('ada', ['team']);
    ledger.invalidate(['team']);

    expect(ledger.verdictOn('bob', ['team'])).toBe(INVALID);
  });

  it('counts a tag that an entry carries twice as it is', () => {
    const ledger = new TagLedger();
    ledger.carry('ada', ['team', 'team']);
    ledger.drop('ada', ['team', 'team']);

    expect(ledger.size).toBe(0);
  });

  it('says the instant of an expiry once', () => {
    const ledger = new TagLedger();
    ledger.carry('ada', ['team', 'vip']);
    ledger.expire(['team'], 200);
    ledger.expire(['vip'], 100);

    expect(ledger.verdictOn('ada', ['team', 'vip'])).toBe(100);
    expect(ledger.verdictOn('ada', ['team', 'vip'])).toBe(HOLDS);
  });

  it('says whether an entry can be concerned', () => {
    const ledger = new TagLedger();
    ledger.carry('ada', ['team']);

    expect([ledger.invalidate(['team']), ledger.invalidate(['other']), ledger.expire([], 0)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
