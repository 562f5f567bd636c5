import { describe, expect, it } from '@jest/globals';
import { Deadlines } from '../../src/clock/deadlines.js';
import { ManualClock } from '../../src/testing/manual-clock.js';

function setUp() {
  const clock = new ManualClock();
  const deadlines = Deadlines.on(clock);
  deadlines.join();
  const told: string[] = [];
  const add = (span: number, name: string) => deadlines.add(span, clock.monotonic(), (it) => told.push(it), name);
  return { clock, deadlines, told, add };
}

describe('deadlines', () => {
  it('are one for all who use a clock', () => {
    const clock = new ManualClock();

    expect(Deadlines.on(clock)).toBe(Deadlines.on(clock));
    expect(Deadlines.on(clock)).not.toBe(Deadlines.on(new ManualClock()));
  });

  it('of one span need one timer, and come due in their order', async () => {
    const { clock, told, add } = setUp();
    add(10, 'first');
    await clock.advance(5);
    add(10, 'second');

    expect(clock.pending).toBe(1);
    await clock.advance(5);
    expect(told).toEqual(['first']);
    await clock.advance(5);
    expect(told).toEqual(['first', 'second']);
  });

  it('keep no timer once the last user has left and nothing waits', async () => {
    const { clock, deadlines, add } = setUp();
    deadlines.join();
    const waiting = add(10, 'waiting');
    add(20, 'cancelled').cancel();

    deadlines.leave();
    expect(clock.pending).toBe(2);
    deadlines.leave();
    expect(clock.pending).toBe(1);
    waiting.cancel();
    expect(clock.pending).toBe(0);
  });

  it('that nobody left stop their timer when it fires', async () => {
    const { clock, add } = setUp();
    add(10, 'cancelled').cancel();

    await clock.advance(10);

    expect(clock.pending).toBe(0);
  });

  it('come due for others, too, after one whose task fails', async () => {
    const { clock, deadlines, told, add } = setUp();
    const fail = () => {
      throw new Error('a task failed');
    };
    deadlines.add(10, 0, fail, undefined);
    add(10, 'other');

    await expect(clock.advance(10)).rejects.toThrow('a task failed');
    await clock.advance(1);

    expect(told).toEqual(['other']);
  });
});
