import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KeyTable } from '../../src/key/key-table.js';

interface Thing {
  readonly key: string;
}

describe('a table of what comes and goes by key', () => {
  it('does what a map would do, whatever is done to it', () => {
    const keys = fc.integer({ min: 0, max: 700 }).map(String);
    fc.assert(
      fc.property(fc.array(keys, { minLength: 500, maxLength: 3_000 }), (toggled) => {
        const table = new KeyTable<Thing>();
        const map = new Map<string, Thing>();
        for (const key of toggled) {
          if (map.delete(key)) table.delete(key);
          else {
            map.set(key, { key });
            table.add(key, map.get(key)!);
          }
          expect(table.get(key)).toBe(map.get(key));
        }

        expect(table.size).toBe(map.size);
        expect(new Set(table.values())).toEqual(new Set(map.values()));
      }),
      { numRuns: 30 },
    );
  });

  it('finds what stands, and the last that was put in its place, while thousands of others come and go', () => {
    const table = new KeyTable<Thing>();
    const standing = { key: 'ada' };
    table.add('ada', { key: 'before' });
    table.replace('ada', standing);

    for (let n = 0; n < 10_000; n++) {
      table.add(`key-${n}`, { key: `key-${n}` });
      table.delete(`key-${n}`);
    }

    expect(table.get('ada')).toBe(standing);
    expect([...table.values()]).toEqual([standing]);
  });
});
