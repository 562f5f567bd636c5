import { describe, expect, it } from '@jest/globals';
import { LoadTimeoutError } from '../../src/index.js';
import { settle } from '../../src/testing/manual-clock.js';
import { setUp } from '../support/set-up.js';

const FAST = { methodTimeout: '1s' } as const;

describe('a load that outruns the method timeout', () => {
  it('fails its callers at the timeout, and frees the key', async () => {
    const { cached, clock, loads } = setUp(FAST);
    const calls = Promise.allSettled([cached('ada'), cached('ada')]);
    await clock.advance(999);
    expect(cached.inFlight()).toHaveLength(1);
    await clock.advance(1);
    const [first, second] = await calls;
    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'ERR_MEMOIR_LOAD_TIMEOUT', key: 'ada' } });
    expect(second).toEqual(first);

    const again = cached('ada');
    loads[1]!.resolve('new');
    expect(await again).toBe('new');
    loads[0]!.resolve('late');
    await settle();
  });

  it('is stored when it ends late, if nothing fenced it and no newer load began', async () => {
    const { cached, clock, loads } = setUp(FAST);
    const call = cached('ada').catch((error: unknown) => error);
    await clock.advance('1s');
    expect(await call).toBeInstanceOf(LoadTimeoutError);
    loads[0]!.resolve('late');
    await settle();

    expect(await cached('ada')).toBe('late');
  });

  it('is not stored when a newer load has begun, whichever ends first', async () => {
    const { cached, clock, loads } = setUp(FAST);
    cached('ada').catch(() => {});
    await clock.advance('1s');
    const newer = cached('ada');
    loads[0]!.resolve('late');
    await settle();
    expect(await cached.peek('ada')).toBeUndefined();
    loads[1]!.resolve('new');

    expect([await newer, await cached('ada')]).toEqual(['new', 'new']);
  });

  it('and never ends leaves nothing that could be joined, also after an invalidation', async () => {
    const { cached, clock, loads } = setUp(FAST);
    cached('ada').catch(() => {});
    await clock.advance('1s');
    await cached.invalidate('ada');
    const newer = cached('ada');
    loads[1]!.resolve('new');
    expect(await newer).toBe('new');
    expect(cached.inFlight()).toEqual([]);
  });

  it('has its own clock: one that starts later times out later', async () => {
    const { cached, clock } = setUp(FAST);
    const ended: string[] = [];
    cached('ada').catch(() => ended.push('ada'));
    await clock.advance(600);
    cached('bob').catch(() => ended.push('bob'));
    await clock.advance(400);
    expect(ended).toEqual(['ada']);
    await clock.advance(600);
    expect(ended).toEqual(['ada', 'bob']);
    await cached.invalidateAll();
  });
});

describe('a caller that gives up by its signal', () => {
  it('leaves alone: the others get the value', async () => {
    const { cached, loads } = setUp();
    const controller = new AbortController();
    const leaving = cached.with({ signal: controller.signal })('ada');
    const staying = cached('ada');
    const reason = new Error('the request was closed');
    controller.abort(reason);
    await expect(leaving).rejects.toBe(reason);
    loads[0]!.resolve('Ada');

    expect(await staying).toBe('Ada');
  });

  it('before the call gets its reason, and no loader runs', async () => {
    const { cached, loads } = setUp();
    const reason = new Error('closed');
    await expect(cached.with({ signal: AbortSignal.abort(reason) })('ada')).rejects.toBe(reason);
    expect(loads).toEqual([]);
    expect(cached.statistics().refusals).toBe(1);
  });

  it('leaves no listener on a signal that lives longer than the call', async () => {
    const { cached, loads } = setUp();
    const { signal } = new AbortController();
    let listeners = 0;
    const counting = {
      aborted: false,
      addEventListener: (...args: Parameters<typeof signal.addEventListener>) => {
        listeners++;
        signal.addEventListener(...args);
      },
      removeEventListener: (...args: Parameters<typeof signal.removeEventListener>) => {
        listeners--;
        signal.removeEventListener(...args);
      },
    } as unknown as AbortSignal;
    const call = cached.with({ signal: counting })('ada');
    expect(listeners).toBe(1);
    loads[0]!.resolve('Ada');
    await call;
    expect(listeners).toBe(0);
  });
});
