import { describe, expect, it } from '@jest/globals';
import { figuresByLabel, liveFunctions, resetAll } from '../../src/index.js';
import { settle } from '../../src/testing/manual-clock.js';
import { asynchronous } from '../support/asynchronous.js';
import { MapStorage } from '../support/map-storage.js';
import { countAnew, setUp } from '../support/set-up.js';
import { loaded, setUpProcesses } from '../tiers/support/processes.js';

async function filled(options: Parameters<typeof setUp>[0] = {}, storage = new MapStorage()) {
  const up = setUp({ namespace: 'users', ...options }, storage);
  const call = up.cached('ada');
  await settle();
  up.loads[0]!.resolve('Ada');
  await call;
  return up;
}

describe('resetting all', () => {
  it('empties what a storage of this process holds, at once', async () => {
    const { cached, loads } = await filled();

    void resetAll();
    countAnew();

    expect(cached.statistics().entries).toBe(0);
    const call = cached('ada');
    loads[1]!.resolve('again');
    expect(await call).toBe('again');
  });

  it('empties an asynchronous storage of this process by the time it resolves', async () => {
    const storage = asynchronous(new MapStorage());
    const { cached } = await filled({}, storage as never);

    await resetAll();
    countAnew();

    expect(await cached.peek('ada')).toBeUndefined();
  });

  it('counts from 0', async () => {
    const { cached, loads } = await filled({ capacityAdvice: true });
    await cached('ada');

    await resetAll();
    countAnew();

    expect(cached.statistics()).toMatchObject({ calls: 0, hits: 0, misses: 0, loads: 0, loadTime: 0 });
    expect(figuresByLabel().get('users')).toMatchObject({ calls: 0 });
    const call = cached('ada');
    loads[1]!.resolve('again');
    await call;
    expect(cached.statistics()).toMatchObject({ calls: 1, misses: 1 });
  });

  it('forgets errors that are remembered', async () => {
    const { cached, loads } = setUp({ errorLifeSpan: () => ({ expireAfter: '1h' }) });
    const call = expect(cached('ada')).rejects.toThrow('down');
    loads[0]!.reject(new Error('down'));
    await call;

    await resetAll();
    countAnew();

    const again = cached('ada');
    loads[1]!.resolve('Ada');
    expect(await again).toBe('Ada');
  });

  it('does not wait for a load under way, whose callers are answered and whose result is not stored', async () => {
    const { cached, loads } = setUp({ namespace: 'users' });
    const early = cached('ada');

    await resetAll();
    countAnew(1);
    const later = cached('ada');
    expect(loads).toHaveLength(2);
    loads[0]!.resolve('old');
    loads[1]!.resolve('new');

    expect(await Promise.all([early, later])).toEqual(['old', 'new']);
    expect(await cached('ada')).toBe('new');
  });

  it('closes breakers', async () => {
    const fail = () => Promise.reject(new Error('down'));
    const storage = {
      shared: false,
      keyspace: <V>() => ({ ...new MapStorage().keyspace<V>(''), get: fail, offer: fail }),
    };
    const { cached, loads } = setUp({ namespace: 'users' }, storage);
    for (const load of [0, 1, 2]) {
      const call = cached('ada');
      await settle();
      loads[load]!.resolve('Ada');
      await call;
    }
    expect(liveFunctions()[0]!.storage().breaker).toBe('open');

    await resetAll();
    countAnew();

    expect(liveFunctions()[0]!.storage().breaker).toBe('closed');
  });

  it('keeps what is in a storage that processes share, and empties the near tier in front of it', async () => {
    const [here] = setUpProcesses(1).processes;
    await loaded(here!, 'ada', 'value');
    here!.far.commands.length = 0;
    await here!.cached('ada');
    expect(here!.far.commands).toEqual([]);

    await resetAll();
    countAnew();

    expect(await here!.cached('ada')).toBe('value');
    expect(here!.far.commands).toEqual(['get ada']);
  });
});
