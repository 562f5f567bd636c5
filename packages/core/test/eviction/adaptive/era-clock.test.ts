import { describe, expect, it } from '@jest/globals';
import { EraClock, erasOf, LAST_ERA } from '../../../src/eviction/adaptive/era-clock.js';

describe('the clock of eras', () => {
  it('advances with what arrives, 32 eras to a generation', () => {
    const clock = new EraClock();
    const before = clock.era;

    for (let n = 0; n < 3 * 640; n++) clock.arrive(640);

    expect(clock.era - before).toBe(3 * 32);
    expect(erasOf(3)).toBe(3 * 32);
  });

  it('advances with each arrival where there are few entries', () => {
    const clock = new EraClock();

    for (let n = 0; n < 5; n++) clock.arrive(10);

    expect(clock.era).toBe(6);
  });

  it('halves all counts that are older than ten uses per entry, and further ones after half as many', () => {
    const clock = new EraClock();
    const since = clock.era;
    const use = (times: number) => {
      for (let n = 0; n < times; n++) clock.count(20);
    };

    use(199);
    const before = clock.aged(15, since);
    use(1);
    const after = clock.aged(15, since);
    const fresh = clock.aged(15, clock.era);
    use(100);

    expect([before, after, fresh]).toEqual([15, 7, 15]);
    expect(clock.aged(15, since)).toBe(3);
  });

  it('leaves nothing of the highest count in the end', () => {
    const clock = new EraClock();
    const since = clock.era;

    for (let n = 0; n < 1_000; n++) clock.count(10);

    expect(clock.aged(15, since)).toBe(0);
  });

  it('says when there is no room to write down further eras', () => {
    const clock = new EraClock(LAST_ERA - 1);
    const before = clock.isOver;
    clock.arrive(1);
    const after = clock.isOver;

    clock.beginAnew();

    expect([before, after, clock.isOver]).toEqual([false, true, false]);
  });
});
