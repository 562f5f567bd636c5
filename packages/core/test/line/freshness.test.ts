import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it } from '@jest/globals';
import { settle } from '../../src/testing/manual-clock.js';
import { setUp } from '../support/set-up.js';

const LIFE = { updateAfter: '1s', expireAfter: '3s' } as const;

async function loaded(options: Parameters<typeof setUp>[0] = LIFE) {
  const all = setUp(options);
  const first = all.cached('ada');
  all.loads[0]!.resolve('old');
  await first;
  return all;
}

describe('a value', () => {
  it('is fresh until the very millisecond of updateAfter', async () => {
    const { cached, clock } = await loaded();
    await clock.advance(999);
    await cached('ada');
    expect(cached.inFlight()).toEqual([]);
    expect((await cached.peek('ada'))?.freshness).toBe('fresh');
  });

  it('is served while stale, behind one background refresh for all callers', async () => {
    const { cached, clock, loads } = await loaded();
    await clock.advance(1_000);

    expect(await Promise.all([cached('ada'), cached('ada'), cached('ada')])).toEqual(['old', 'old', 'old']);
    expect(loads).toHaveLength(2);
    expect(cached.inFlight()).toMatchObject([{ key: 'ada', background: true, joined: 0 }]);
    loads[1]!.resolve('new');
    await settle();

    expect(await cached('ada')).toBe('new');
    expect(cached.statistics()).toMatchObject({ staleHits: 3, hits: 1, backgroundRefreshes: 1 });
  });

  it('is not served any more at the very millisecond of expireAfter', async () => {
    const { cached, clock, loads } = await loaded();
    await clock.advance(3_000);
    const call = cached('ada');
    expect(loads).toHaveLength(2);
    loads[1]!.resolve('new');

    expect(await call).toBe('new');
  });

  it('counts its age from the beginning of its load', async () => {
    const { cached, clock, loads } = setUp(LIFE);
    const first = cached('ada');
    await clock.advance(2_000);
    loads[0]!.resolve('slow');
    await first;

    expect(await cached.peek('ada')).toMatchObject({ createdAt: 0, staleAt: 1_000, expiresAt: 3_000, loadedIn: 2_000 });
    await clock.advance(999);
    expect((await cached.peek('ada'))?.freshness).toBe('stale');
    await clock.advance(1);
    expect(await cached.peek('ada')).toBeUndefined();
  });

  it('lives for ever where it never expires', async () => {
    const { cached, clock } = await loaded({ updateAfter: 'never', expireAfter: 'never' });
    await clock.advance('365d');
    expect(await cached('ada')).toBe('old');
    expect((await cached.peek('ada'))?.expiresAt).toBe(Number.POSITIVE_INFINITY);
  });

  it('of a refresh under way is joined by who finds the old one expired', async () => {
    const { cached, clock, loads } = await loaded();
    await clock.advance(1_000);
    await cached('ada');
    await clock.advance(2_000);
    const late = cached('ada');
    loads[1]!.resolve('new');

    expect(await late).toBe('new');
    expect(loads).toHaveLength(2);
  });
});

describe('a background refresh that fails', () => {
  it('leaves the entry, says so, and is not repeated at call rate', async () => {
    const heard: object[] = [];
    const { cached, clock, loads } = await loaded({
      ...LIFE,
      listeners: [{ loadFailed: ({ background, error }) => heard.push({ background, error }) }],
    });
    await clock.advance(1_000);
    await cached('ada');
    const error = new Error('down');
    loads[1]!.reject(error);
    await settle();
    expect(heard).toEqual([{ background: true, error }]);

    await cached('ada');
    expect(loads).toHaveLength(2); // one second of pause
    await clock.advance(1_000);
    await cached('ada');
    expect(loads).toHaveLength(3);
    loads[2]!.resolve('new');
    await settle();
    expect(await cached('ada')).toBe('new');
  });

  it('never changes the stored entry', async () => {
    const { cached, clock, loads } = await loaded();
    const before = await cached.peek('ada');
    await clock.advance(1_000);
    await cached('ada');
    loads[1]!.reject(new Error('down'));
    await settle();

    expect(await cached.peek('ada')).toEqual({ ...before, freshness: 'stale' });
  });
});

describe('the asynchronous context', () => {
  it('of a load is that of the caller that started it, of a background refresh nobody’s', async () => {
    const request = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    const { cached, clock, loads } = await loaded({
      ...LIFE,
      tags: () => {
        seen.push(request.getStore());
        return [];
      },
    });
    seen.length = 0;
    await clock.advance(1_000);
    await request.run('refresher', () => cached('ada'));
    const call = request.run('caller', () => cached('bob'));
    loads[1]!.resolve('new');
    loads[2]!.resolve('Bob');
    await call;

    expect(seen).toEqual([undefined, 'caller']);
  });
});

describe('waitUntil', () => {
  it('is handed the background refresh, and its failure affects nobody', async () => {
    const handed: Promise<unknown>[] = [];
    const { cached, clock, loads } = await loaded({
      ...LIFE,
      waitUntil: (work: Promise<unknown>) => handed.push(work),
    });
    await clock.advance(1_000);
    await cached('ada');
    expect(handed).toHaveLength(1);
    loads[1]!.reject(new Error('down'));

    expect(await handed[0]).toBeUndefined();
  });

  it('that throws is reported and the call is answered', async () => {
    const lines: string[] = [];
    const logger = {
      debug() {},
      info() {},
      warn() {},
      error: (_: object, message: string) => void lines.push(message),
    };
    const { cached, clock, loads } = await loaded({
      ...LIFE,
      logger,
      waitUntil: () => {
        throw new Error('gone');
      },
    });
    await clock.advance(1_000);
    expect(await cached('ada')).toBe('old');
    loads[1]!.resolve('new');
    await settle();

    expect(lines).toEqual(['the waitUntil failed']);
  });

  it('given for one request stands in for the configured one', async () => {
    const handed: string[] = [];
    const { cached, clock, loads } = await loaded({ ...LIFE, waitUntil: () => void handed.push('configured') });
    await clock.advance(1_000);
    await cached.with({ waitUntil: () => void handed.push('request') })('ada');
    loads[1]!.resolve('new');
    await settle();

    expect(handed).toEqual(['request']);
  });
});

describe('an expired value that is kept', () => {
  const KEPT = { updateAfter: '1s', expireAfter: '1s', keepStaleFor: '1h' } as const;

  it('is what callers get when the load fails', async () => {
    const { cached, clock, loads } = await loaded(KEPT);
    await clock.advance(2_000);
    const call = cached('ada');
    loads[1]!.reject(new Error('down'));

    expect(await call).toBe('old');
    expect(cached.statistics()).toMatchObject({ misses: 1, staleHits: 1, loadFailures: 1 });
  });

  it('is not, once it was invalidated', async () => {
    const { cached, clock, loads } = await loaded(KEPT);
    await clock.advance(2_000);
    const call = cached('ada');
    await cached.invalidate('ada');
    loads[1]!.reject(new Error('down'));

    await expect(call).rejects.toThrow('down');
  });

  it('is what callers get when the load outruns the soft timeout, while the load goes on', async () => {
    const { cached, clock, loads } = await loaded({ ...KEPT, softTimeout: '100ms' });
    await clock.advance(2_000);
    const call = cached('ada');
    await clock.advance(100);
    expect(await call).toBe('old');
    expect(await cached('ada')).toBe('old'); // who comes now does not wait at all
    loads[1]!.resolve('new');
    await settle();

    expect(await cached('ada')).toBe('new');
  });

  it('is not what hits get once the load that outran the soft timeout has landed', async () => {
    const { cached, clock, loads } = await loaded({ ...KEPT, softTimeout: '100ms' });
    await clock.advance(2_000);
    const early = cached('ada');
    await clock.advance(100);
    const joining = cached('ada');
    loads[1]!.resolve('new');
    await settle();

    expect([await early, await joining]).toEqual(['old', 'old']);
    expect(await Promise.all([cached('ada'), cached('ada')])).toEqual(['new', 'new']);
    expect(cached.statistics()).toMatchObject({ loads: 2, hits: 2, staleHits: 2 });
  });

  it('after an expire is only a fallback', async () => {
    const { cached, loads } = await loaded({ keepStaleFor: '1h' });
    await cached.expire('ada');
    const call = cached('ada');
    loads[1]!.reject(new Error('down'));
    expect(await call).toBe('old');
  });
});
