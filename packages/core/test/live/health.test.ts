import { describe, expect, it } from '@jest/globals';
import { health, liveFunctions } from '../../src/index.js';
import { settle } from '../../src/testing/manual-clock.js';
import { MapStorage } from '../support/map-storage.js';
import { RemoteStorage } from '../support/remote-storage.js';
import { setUp } from '../support/set-up.js';
import { setUpProcesses } from '../tiers/support/processes.js';

/** A storage that fails with every command but those that a test lets through. */
class FailingStorage extends RemoteStorage {
  isFailing = true;

  override keyspace<V>() {
    const keyspace = super.keyspace<V>();
    this.isHolding = false;
    const told = Object.entries(keyspace).map(([name, command]) => [
      name,
      async (...args: unknown[]) => {
        if (this.isFailing) throw new Error('down');
        return (command as (...args: unknown[]) => unknown)(...args);
      },
    ]);
    return Object.fromEntries(told);
  }
}

async function call({ cached, loads }: ReturnType<typeof setUp<[id: string]>>, key: string) {
  const answer = cached(key);
  await settle();
  loads.at(-1)?.resolve('value');
  await answer;
}

describe('health', () => {
  it('is well while nothing is wrong, storage by storage', () => {
    const storage = new MapStorage();
    setUp({ namespace: 'users' }, storage);
    setUp({ namespace: 'teams' }, storage);

    expect(health()).toEqual({
      ok: true,
      storages: [
        {
          name: 'MapStorage',
          shared: false,
          ok: true,
          reasons: [],
          labels: ['users', 'teams'],
          breaker: 'closed',
          unconfirmed: 0,
          lastFailure: undefined,
          facts: { name: 'MapStorage' },
        },
      ],
    });
  });

  it('is well where nothing is memoized', () => {
    expect(liveFunctions()).toEqual([]);
    expect(health()).toEqual({ ok: true, storages: [] });
  });

  it('tells of the last failure, which alone does not make a storage unwell', async () => {
    const up = setUp({ namespace: 'users' }, new FailingStorage());
    await call(up, 'ada');
    await up.clock.advance('3s');

    expect(health()).toMatchObject({
      ok: true,
      storages: [{ ok: true, lastFailure: { ago: 3_000, message: expect.stringContaining('down') } }],
    });
  });

  it('is not well while a breaker is open', async () => {
    const storage = new FailingStorage();
    const up = setUp({ namespace: 'users' }, storage);
    for (const key of ['ada', 'bob', 'eve']) await call(up, key);
    expect(health()).toMatchObject({ ok: false, storages: [{ breaker: 'open', reasons: ['its breaker is open'] }] });
    await up.clock.advance('1s');
    expect(health()).toMatchObject({ ok: false, storages: [{ breaker: 'half-open' }] });

    storage.isFailing = false;
    await call(up, 'ann');

    expect(health()).toMatchObject({ ok: true });
  });

  it('is not well while a removal is unconfirmed', async () => {
    const storage = new FailingStorage();
    const { cached, clock } = setUp({ namespace: 'users' }, storage);
    await expect(cached.invalidate('ada')).rejects.toThrow('not confirmed');
    expect(health()).toMatchObject({ ok: false, storages: [{ unconfirmed: 1, reasons: ['1 removals unconfirmed'] }] });

    storage.isFailing = false;
    await clock.advance('10s');

    expect(health()).toMatchObject({ ok: true });
  });

  it('is not well while a near tier does not hear from its log', async () => {
    const { processes, advance } = setUpProcesses(1);
    await advance(100);
    expect(health()).toMatchObject({
      ok: true,
      storages: [{ name: 'TieredStorage', facts: { log: { isTrusted: true } } }],
    });

    processes[0]!.line.cut();
    await advance(10_000);

    const { ok, storages } = health();
    expect(ok).toBe(false);
    expect(storages[0]!.reasons).toEqual([expect.stringMatching(/^its log has been silent/)]);
  });

  it('does not throw where a storage does', () => {
    const storage = Object.assign(new MapStorage(), {
      facts: () => {
        throw new Error('unspeakable');
      },
    });
    setUp({ namespace: 'users' }, storage);

    expect(health()).toMatchObject({ ok: false, storages: [{ reasons: [expect.stringContaining('unspeakable')] }] });
  });
});
