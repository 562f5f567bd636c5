import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Flight } from '../../src/flight/flight.js';
import { FlightTable } from '../../src/flight/flight-table.js';

const flightOf = (key: string) => ({ key }) as Flight;

describe('a table of flights', () => {
  it('does what a map would do, whatever is done to it', () => {
    const keys = fc.integer({ min: 0, max: 700 }).map(String);
    fc.assert(
      fc.property(fc.array(keys, { minLength: 500, maxLength: 3_000 }), (toggled) => {
        const table = new FlightTable<unknown>();
        const map = new Map<string, Flight>();
        for (const key of toggled) {
          if (map.delete(key)) table.delete(key);
          else {
            const flight = flightOf(key);
            map.set(key, flight);
            table.add(flight);
          }
          expect(table.get(key)).toBe(map.get(key));
        }

        expect(table.size).toBe(map.size);
        expect(new Set(table.values())).toEqual(new Set(map.values()));
      }),
      { numRuns: 30 },
    );
  });

  it('finds the flights that stand while thousands of others come and go', () => {
    const table = new FlightTable<unknown>();
    const standing = flightOf('ada');
    table.add(standing);

    for (let n = 0; n < 10_000; n++) {
      table.add(flightOf(`key-${n}`));
      table.delete(`key-${n}`);
    }

    expect(table.get('ada')).toBe(standing);
    expect([...table.values()]).toEqual([standing]);
  });
});
