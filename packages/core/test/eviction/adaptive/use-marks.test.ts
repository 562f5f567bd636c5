import { describe, expect, it } from '@jest/globals';
import { LAST_ERA } from '../../../src/eviction/adaptive/era-clock.js';
import { HIGHEST_COUNT, UseMarks } from '../../../src/eviction/adaptive/use-marks.js';

describe('the marks of uses', () => {
  it('hold the last era and the highest count there can be', () => {
    const marks = new UseMarks();

    marks.set(1_000, LAST_ERA + 255, HIGHEST_COUNT);

    expect([marks.eraOf(1_000), marks.countOf(1_000)]).toEqual([LAST_ERA + 255, HIGHEST_COUNT]);
  });

  it('say era 0 for what is no slot', () => {
    expect(new UseMarks().eraOf(5_000)).toBe(0);
  });

  it('keep counts when eras are forgotten', () => {
    const marks = new UseMarks();
    marks.set(3, 77, 5);

    marks.forgetEras();

    expect([marks.eraOf(3), marks.countOf(3)]).toEqual([0, 5]);
  });
});
