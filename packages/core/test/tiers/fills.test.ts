import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Fill, Fills, type Landing } from '../../src/tiers/fills.js';

const landing: Landing = { landed: () => undefined };
const begin = (fills: Fills, key = 'a') => fills.begin(key, 0, landing);

describe('fills', () => {
  it('are forgotten when they end, fenced or not', () => {
    const fills = new Fills();
    const [one, other] = [begin(fills), begin(fills)];

    fills.fence('a');
    expect([fills.end(one, false), fills.end(other, false)]).toEqual([false, false]);

    expect(fills.end(begin(fills), false)).toBe(true);
  });

  it('that began earlier give way to one that has landed; all of them to a write', () => {
    const fills = new Fills();
    const [early, middle, late] = [begin(fills), begin(fills), begin(fills)];

    expect(fills.end(middle, false)).toBe(true);
    expect(fills.end(early, false)).toBe(false);
    expect(fills.end(begin(fills), true)).toBe(true);
    expect(fills.end(late, false)).toBe(false);
  });

  it('of other keys go on', () => {
    const fills = new Fills();
    const [one, other, third] = [begin(fills), begin(fills, 'b'), begin(fills)];

    fills.fence('b');

    expect([fills.end(third, false), fills.end(one, false), fills.end(other, false)]).toEqual([true, false, false]);
  });

  it('remember a fence for as long as it concerns one of them, and no longer', () => {
    const fills = new Fills();
    fills.fence('a');
    expect(fills.fenced).toBe(0);

    const [slow, quick] = [begin(fills), begin(fills)];
    for (const key of ['a', 'b', 'c']) fills.fence(key);
    fills.end(quick, false);
    const next = begin(fills, 'b');
    expect(fills.fenced).toBe(3);

    expect(fills.end(slow, false)).toBe(false);
    expect(fills.fenced).toBe(0);
    expect(fills.end(next, false)).toBe(true);
  });

  it('that one of them outlasts by far, or many fences meet, remember no more than they can hold', () => {
    const fills = new Fills();
    const stuck = begin(fills);
    for (let key = 0; key < 10_000; key++) expect(fills.end(begin(fills, `${key}`), false)).toBe(true);
    expect(fills.fenced).toBe(10_000);

    const fenced = begin(fills, 'under way');
    fills.fence('one more');
    for (let key = 0; key < 100; key++) expect(fills.end(begin(fills, `${key}`), false)).toBe(true);

    expect(fills.fenced).toBe(0);
    expect([fills.end(fenced, false), fills.end(stuck, false)]).toEqual([false, false]);
  });

  it('do as ones that look at each other, in whatever order they end', () => {
    const step = fc.record({
      what: fc.constantFrom('begin', 'end', 'end', 'write', 'fence'),
      key: fc.nat(2),
      at: fc.nat(9),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const fills = new Fills();
        let underWay: { readonly fill: Fill; isGood: boolean }[] = [];
        for (const { what, key, at } of steps) {
          if (what === 'begin') underWay.push({ fill: begin(fills, `${key}`), isGood: true });
          else if (what === 'fence') {
            fills.fence(`${key}`);
            for (const other of underWay) if (other.fill.key === `${key}`) other.isGood = false;
          } else {
            const ending = underWay[at % underWay.length];
            if (ending === undefined) continue;
            const index = underWay.indexOf(ending);
            const others = underWay.filter(({ fill }) => fill !== ending.fill && fill.key === ending.fill.key);
            const fenced = what === 'write' ? others : others.filter((other) => underWay.indexOf(other) < index);
            if (ending.isGood) for (const other of fenced) other.isGood = false;

            expect(fills.end(ending.fill, what === 'write')).toBe(ending.isGood);
            underWay = underWay.filter((other) => other !== ending);
          }
        }
        for (const { fill } of underWay) fills.end(fill, false);
        expect(fills.fenced).toBe(0);
      }),
      { numRuns: 2_000 },
    );
  });
});
