import { describe, expect, it } from '@jest/globals';
import { ConfigurationError } from '../../src/index.js';
import { settle } from '../../src/testing/manual-clock.js';
import { setUp } from '../support/set-up.js';

const REFRESH = { every: '2s', olderThan: '10s' } as const;

async function loaded(options: Parameters<typeof setUp>[0] = {}) {
  const all = setUp({ scheduledRefresh: REFRESH, ...options });
  const first = all.cached('ada');
  all.loads[0]!.resolve('old');
  await first;
  return all;
}

describe('a scheduled refresh', () => {
  it('reloads what is old enough without any read', async () => {
    const { cached, clock, loads } = await loaded();
    await clock.advance('8s');
    expect(loads).toHaveLength(1);
    await clock.advance('2s');
    expect(loads.map(({ args }) => args)).toEqual([['ada'], ['ada']]);
    loads[1]!.resolve('new');
    await settle();
    expect(await cached('ada')).toBe('new');
    expect(cached.statistics()).toMatchObject({ calls: 2, misses: 1, hits: 1, backgroundRefreshes: 1 });
  });

  it('survives failures, with pauses that grow', async () => {
    const { cached, clock, loads } = await loaded();
    await clock.advance('10s');
    loads[1]!.reject(new Error('down'));
    await clock.advance('2s');
    loads[2]!.reject(new Error('down'));
    await clock.advance('2s');
    expect(loads).toHaveLength(4);
    loads[3]!.resolve('new');
    await settle();
    expect(await cached('ada')).toBe('new');
  });

  it('rests when nobody has called for a while, and goes on with the next call', async () => {
    const { cached, clock, loads } = await loaded({ scheduledRefresh: { ...REFRESH, stopWhenIdleFor: '5s' } });
    await clock.advance('1m');
    expect(loads).toHaveLength(1);
    expect(await cached('ada')).toBe('old');
    await clock.advance('2s');
    expect(loads).toHaveLength(2);
    loads[1]!.resolve('new');
    await settle();
  });

  it('forgets what is no longer there, and ends with close', async () => {
    const { cached, clock, loads } = await loaded();
    await cached.invalidate('ada');
    await clock.advance('1m');
    expect(loads).toHaveLength(1);
    await cached.close();
    expect(clock.pending).toBe(0);
  });

  it('starts a bounded number of loads at a time', async () => {
    const { cached, clock, loads } = setUp({ scheduledRefresh: REFRESH });
    for (let id = 0; id < 10; id++) await cached.prime([String(id)], 'old');
    await clock.advance('10s');
    expect(loads).toHaveLength(4);
    loads[0]!.resolve('new');
    await settle();
    expect(loads).toHaveLength(5);
    for (let at = 1; at < 10; at++) {
      loads[at]!.resolve('new');
      await settle();
    }
  });

  it.each([{ every: '2s' }, { every: 0, olderThan: '1s' }, { every: '1s', olderThan: '1s', idle: '1s' }])(
    'is refused as %p',
    (refresh) => {
      expect(() => setUp({ scheduledRefresh: refresh as never })).toThrow(ConfigurationError);
    },
  );
});
