import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { CacheListener, CacheOptions } from '../../src/index.js';
import { settle } from '../../src/testing/manual-clock.js';
import { RemoteStorage } from '../support/remote-storage.js';
import { setUp } from '../support/set-up.js';
import { setUpProcesses } from '../tiers/support/processes.js';

type EventName = keyof CacheListener;
type Up = ReturnType<typeof setUp<[id: string]>>;

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** What is published on a channel, until the end of the test. */
function hear(name: string): any[] {
  const heard: any[] = [];
  const subscriber = (message: unknown) => void heard.push(message);
  subscribe(name, subscriber);
  ends.push(() => unsubscribe(name, subscriber));
  return heard;
}

const channelOf = (event: EventName) => `memoir:${event.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Something that happens to a function, and what is then said of it, to a listener and on the channel alike. */
const happenings: Record<EventName, { options?: CacheOptions; act: (up: Up) => Promise<unknown>; says: object }> = {
  hit: {
    act: async ({ cached, clock }) => {
      await clock.advance(500);
      await cached('ada');
    },
    says: { key: 'ada', freshness: 'fresh', age: 500 },
  },
  miss: { act: ({ cached, loads }) => answered(cached('bob'), loads, 1), says: { key: 'bob' } },
  joined: {
    act: ({ cached, loads }) => answered(Promise.all([cached('bob'), cached('bob')]), loads, 1),
    says: { key: 'bob' },
  },
  refused: {
    act: ({ cached }) => expect(cached(Symbol('no key') as never)).rejects.toThrow(),
    says: { key: '', error: expect.objectContaining({ code: 'ERR_MEMOIR_UNKEYABLE_ARGUMENT' }) },
  },
  waited: {
    act: async ({ cached, loads, clock }) => {
      const call = cached('bob');
      await clock.advance(300);
      await answered(call, loads, 1);
    },
    says: { key: 'bob', waitedFor: 300 },
  },
  loadBegan: { act: ({ cached, loads }) => answered(cached('bob'), loads, 1), says: { key: 'bob', background: false } },
  loaded: {
    act: async ({ cached, loads, clock }) => {
      const call = cached('bob');
      await clock.advance(300);
      await answered(call, loads, 1);
    },
    says: { key: 'bob', loadedIn: 300, outcome: 'stored' },
  },
  loadFailed: {
    act: async ({ cached, loads }) => {
      const call = expect(cached('bob')).rejects.toThrow('down');
      loads[1]!.reject(new Error('down'));
      await call;
    },
    says: { key: 'bob', error: new Error('down'), background: false },
  },
  loadRejected: {
    options: { loadLimit: undefined, maxConcurrentLoads: 1 },
    act: async ({ cached, loads }) => {
      const running = cached('bob');
      const waiting = expect(cached('eve')).rejects.toMatchObject({ code: 'ERR_MEMOIR_CLOSED' });
      await cached.close();
      await waiting;
      loads[1]!.resolve('Bob');
      await running;
    },
    says: { key: 'eve', background: false },
  },
  refreshBegan: {
    act: async ({ cached, loads, clock }) => {
      await clock.advance('1s');
      await cached('ada');
      loads[1]!.resolve('newer');
      await settle();
    },
    says: { key: 'ada' },
  },
  fenced: {
    act: async ({ cached, loads }) => {
      const call = cached('bob');
      await cached.invalidate('bob');
      await answered(call, loads, 1);
    },
    says: { key: 'bob', by: 'here' },
  },
  misfit: { act: async () => undefined, says: {} },
  migrated: { act: async () => undefined, says: {} },
  storageFailed: { act: async () => undefined, says: {} },
  removed: { act: ({ cached }) => cached.invalidate('ada'), says: { key: 'ada', reason: 'invalidated' } },
};

async function answered(call: Promise<unknown>, loads: readonly { resolve(value: string): void }[], load: number) {
  loads[load]!.resolve('value');
  await call;
}

/** A function that holds a value for `ada`, which is stale after a second. */
async function holdingAda(options: CacheOptions = {}) {
  const up = setUp({ namespace: 'users', updateAfter: '1s', expireAfter: '1h', ...options });
  await answered(up.cached('ada'), up.loads, 0);
  return up;
}

const simple = (Object.keys(happenings) as EventName[]).filter((name) => Object.keys(happenings[name].says).length > 0);

describe('an event', () => {
  it.each(simple)('%s is told to a listener, and published on its channel', async (name) => {
    const { act, says, options = {} } = happenings[name];
    const told: unknown[] = [];
    const listener = { [name]: (event: unknown) => void told.push(event) };
    const up = await holdingAda({ listeners: [listener], ...options });
    told.length = 0;
    const published = hear(channelOf(name));

    await act(up);

    const event = { namespace: 'users', label: 'users', at: expect.any(Number), ...says };
    expect(told).toEqual(
      [event, ...told.slice(1)].map((each) => (each === event ? expect.objectContaining(event) : each)),
    );
    expect(published).toEqual(told);
  });

  it('tells of a stored value that does not fit, and of one that was migrated', async () => {
    const schema = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: (value: unknown) =>
          typeof value === 'string' ? { value } : { issues: [{ message: 'is no text', path: [] }] },
      },
    };
    for (const [event, migrate] of [
      ['misfit', undefined],
      ['migrated', (stored: unknown) => String(stored)],
    ] as const) {
      const published = hear(`memoir:${event}`);
      const storage = new RemoteStorage();
      storage.isHolding = false;
      const plain = setUp({ namespace: 'users', sharedNamespace: true }, storage);
      const call = plain.cached('ada');
      await settle();
      plain.loads[0]!.resolve(7);
      await call;
      const checked = setUp(
        {
          namespace: 'users',
          sharedNamespace: true,
          schema: schema as never,
          ...(migrate && { migrate: migrate as never }),
        },
        storage,
      );
      const again = checked.cached('ada');
      await settle();
      await settle();
      checked.loads[0]?.resolve('seven');
      await again;
      expect(published).toMatchObject([{ key: 'ada', label: 'users' }]);
    }
  });

  it('tells of a storage that failed', async () => {
    const published = hear('memoir:storage-failed');
    const storage = new RemoteStorage();
    const { cached, loads } = setUp({ namespace: 'users' }, storage);
    const call = cached('ada');
    storage.commands.shift()!.fail(new Error('down'));
    await settle();
    loads[0]!.resolve('Ada');
    await settle();
    storage.answer('offer');
    await call;

    expect(published).toMatchObject([{ key: 'ada', error: { code: 'ERR_MEMOIR_STORAGE' } }]);
  });

  it('tells of what another process has fenced', async () => {
    const published = hear('memoir:fenced');
    const storage = new RemoteStorage();
    const { cached, loads } = setUp({ namespace: 'users' }, storage);
    const call = cached('ada');
    storage.answer('get');
    await settle();
    storage.voided.add('ada');
    loads[0]!.resolve('Ada');
    await settle();
    storage.answer('offer');
    await call;

    expect(published).toMatchObject([{ key: 'ada', by: 'elsewhere' }]);
  });

  it('tells of entries that were evicted', async () => {
    const up = await holdingAda({ capacity: 1 });
    const published = hear('memoir:removed');
    await answered(up.cached('bob'), up.loads, 1);

    expect(published).toMatchObject([{ reason: 'evicted' }]);
  });
});

describe('the channel of hits', () => {
  it('is heard from the very next hit on, by functions that stood before and that come later', async () => {
    const before = await holdingAda();
    const published = hear('memoir:hit');
    await before.cached('ada');
    expect(published).toHaveLength(1);

    const later = await holdingAda({ namespace: 'others' });
    await later.cached('ada');

    expect(published.map(({ label }) => label)).toEqual(['users', 'others']);
  });

  it('is not heard any more from the very next hit on, after its last subscriber has left', async () => {
    const { cached } = await holdingAda();
    const heard: unknown[] = [];
    const [one, other] = [() => void heard.push('one'), () => void heard.push('other')];
    const hits = channel('memoir:hit');
    hits.subscribe(one);
    hits.subscribe(other);
    await cached('ada');
    expect(hits.unsubscribe(one)).toBe(true);
    await cached('ada');
    expect(hits.unsubscribe(other)).toBe(true);
    await cached('ada');

    expect(heard).toEqual(['one', 'other', 'other']);
    expect(hits.hasSubscribers).toBe(false);
    expect(hits.unsubscribe(other)).toBe(false);
  });

  it('builds no event while nobody subscribes', async () => {
    const { cached, clock } = await holdingAda();
    const askedFor: string[] = [];
    const now = clock.now.bind(clock);
    hear('memoir:joined'); // another channel
    clock.now = () => {
      askedFor.push('now');
      return now();
    };
    await cached('ada');
    expect(askedFor).toHaveLength(1); // how fresh the entry is

    hear('memoir:hit');
    await cached('ada');
    expect(askedFor.length).toBeGreaterThan(2);
  });

  it('says nothing of the age of an error that is remembered', async () => {
    const published = hear('memoir:hit');
    const { cached, loads } = setUp({ namespace: 'users', errorLifeSpan: () => ({ expireAfter: '1m' }) });
    const first = expect(cached('ada')).rejects.toThrow('down');
    loads[0]!.reject(new Error('down'));
    await first;
    await expect(cached('ada')).rejects.toThrow('down');

    expect(published).toMatchObject([{ freshness: 'fresh', age: undefined }]);
  });
});

describe('waiting', () => {
  it('is told for each call on its own, and leaves its outcome as it is', async () => {
    const { cached, loads, clock } = await holdingAda();
    const published = hear('memoir:waited');
    const first = expect(cached('bob')).rejects.toThrow('down');
    await clock.advance(100);
    const second = expect(cached('bob')).rejects.toThrow('down');
    await clock.advance(100);
    loads[1]!.reject(new Error('down'));
    await Promise.all([first, second]);
    await cached('ada');

    expect(published.map(({ waitedFor }) => waitedFor)).toEqual([200, 100]);
  });
});

describe('a near tier', () => {
  it('publishes how far back its knowledge reached, and that it may have missed something', async () => {
    const gaps = hear('memoir:log-gap');
    const proofs = hear('memoir:log-proven');
    const { advance } = setUpProcesses(1);
    await advance(2_000);

    expect(gaps).toEqual([{ storage: 'FarStorage', reason: 'started' }]);
    expect(proofs.length).toBeGreaterThan(1);
    for (const { storage, lag } of proofs) {
      expect(storage).toBe('FarStorage');
      expect(lag).toBeGreaterThan(0);
      expect(lag).toBeLessThan(2_000);
    }
  });
});
