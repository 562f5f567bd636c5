import { describe, expect, it } from '@jest/globals';
import {
  ConfigurationError,
  type EvictionStrategy,
  LeastRecentlyUsedEvictionStrategy,
  TieredStorage,
  type TrackedEntry,
} from '../../src/index.js';
import { HeldStorage } from '../../src/testing/held-storage.js';
import { settle } from '../../src/testing/manual-clock.js';
import { MapStorage } from '../support/map-storage.js';
import { setUp } from '../support/set-up.js';
import { ReferenceStorage } from '../testing/reference-storage.js';
import { FarServer } from './support/far-server.js';
import { FarStorage } from './support/far-storage.js';
import { loaded, setUpProcesses } from './support/processes.js';

describe('a hit in the near tier', () => {
  it('sends no command, and is the very promise of the hit before', async () => {
    const [here] = setUpProcesses(1).processes;
    await loaded(here!, 'ada', 'value');
    here!.far.commands.length = 0;

    const [one, other] = [here!.cached('ada'), here!.cached('ada')];

    expect(one).toBe(other);
    expect(await one).toBe('value');
    expect(here!.far.commands).toEqual([]);
  });

  it('is there after one read of what another process has loaded', async () => {
    const { processes } = setUpProcesses(2);
    const [here, there] = [processes[0]!, processes[1]!];
    await loaded(here, 'ada', 'value');

    expect(await there.cached('ada')).toBe('value');
    expect(await there.cached('ada')).toBe('value');

    expect(there.far.commands).toEqual(['get ada']);
    expect(there.loads).toHaveLength(0);
  });

  it('comes to an end when the entry does, not later: the near tier takes what is left of its life', async () => {
    const { processes, advance } = setUpProcesses(2, { updateAfter: 600, expireAfter: 1_000 });
    const [here, there] = [processes[0]!, processes[1]!];
    await loaded(here, 'ada', 'old');
    await advance(500);
    await there.cached('ada');
    await advance(499);
    expect(await there.cached('ada')).toBe('old'); // stale: it starts a refresh
    await settle();
    there.loads.at(-1)!.reject(new Error('the source is down'));
    await advance(1);

    await loaded(there, 'ada', 'new');
    expect(await there.cached('ada')).toBe('new');
  });

  it('serves one request of `skipNear` from the far tier', async () => {
    const [here] = setUpProcesses(1).processes;
    await loaded(here!, 'ada', 'value');
    here!.far.commands.length = 0;

    expect(await here!.cached.with({ skipNear: true })('ada')).toBe('value');

    expect(here!.far.commands).toEqual(['get ada']);
  });
});

describe('lifetimes of the near tier', () => {
  it('end earlier than those of the far one, where they are set apart', async () => {
    const { processes, advance } = setUpProcesses(1, { tiers: { nearLifeSpan: { expireAfter: '5s' } } });
    const here = processes[0]!;
    await loaded(here, 'ada', 'value');
    here.far.commands.length = 0;
    await advance(4_999);
    await here.cached('ada');
    expect(here.far.commands).toEqual([]);

    await advance(1);
    expect(await here.cached('ada')).toBe('value');
    expect(await here.cached('ada')).toBe('value');

    expect(here.far.commands).toEqual(['get ada']);
  });

  it('past updateAfter read again behind the scenes, once', async () => {
    const { processes, advance } = setUpProcesses(1, {
      tiers: { nearLifeSpan: { updateAfter: '2s', expireAfter: '5s' } },
    });
    const here = processes[0]!;
    await loaded(here, 'ada', 'value');
    here.far.commands.length = 0;
    await advance(2_000);
    here.road.isHolding = true;

    expect(await here.cached('ada')).toBe('value');
    expect(await here.cached('ada')).toBe('value');
    expect(here.far.commands).toEqual(['get ada']);

    here.road.open();
    await settle();
    await advance(1_999);
    await here.cached('ada');
    expect(here.far.commands).toEqual(['get ada']);
  });

  it('have no use for what is kept and not served', () => {
    const build = () =>
      new TieredStorage(new MapStorage(), new ReferenceStorage(), { nearLifeSpan: { keepStaleFor: '1s' } });

    expect(build).toThrow(ConfigurationError);
  });
});

describe('what comes into the near tier', () => {
  it('is not what was read before an invalidation and arrives after it', async () => {
    const { processes } = setUpProcesses(2);
    const [here, there] = [processes[0]!, processes[1]!];
    await loaded(here, 'ada', 'old');
    there.road.isHolding = true;
    const reading = there.cached('ada');
    await settle();
    there.road.go('get ada there');
    await settle(); // it has read the old value, the answer is on its way
    await here.cached.invalidate('ada'); // and the message is faster

    there.road.open();
    expect(await reading).toBe('old'); // called before the invalidation
    await loaded(there, 'ada', 'new');
  });

  it('is not what was stored before an invalidation whose message comes before the confirmation', async () => {
    const { processes } = setUpProcesses(2);
    const [here, there] = [processes[0]!, processes[1]!];
    here.road.isHolding = true;
    const loading = here.cached('ada');
    for (const step of ['get ada there', 'get ada back', 'acquire ada there', 'acquire ada back']) {
      await settle();
      here.road.go(step);
    }
    await settle();
    here.loads[0]!.resolve('old');
    await settle();
    here.road.go('offer ada there');
    await settle();
    await there.cached.invalidate('ada');
    here.road.open();
    await loading;

    await loaded(here, 'ada', 'new');
  });

  it('is not an older value over a newer one that was written meanwhile', async () => {
    const { processes } = setUpProcesses(2);
    const [here, there] = [processes[0]!, processes[1]!];
    await loaded(there, 'ada', 'old');
    here.road.isHolding = true;
    const reading = here.cached('ada');
    await settle();
    here.road.go('get ada there');
    await settle();
    here.road.isHolding = false;
    expect(await here.cached.prime(['ada'], 'new')).toBe('stored');

    here.road.open();
    await reading;
    expect(await here.cached('ada')).toBe('new');
  });

  it('is not what stood before a write of which nobody knows whether it happened', async () => {
    const { processes } = setUpProcesses(1);
    const here = processes[0]!;
    await loaded(here, 'ada', 'old');
    here.road.isHolding = true;
    const priming = here.cached.prime(['ada'], 'new');
    for (const step of ['acquire ada there', 'acquire ada back', 'offer ada there']) {
      await settle();
      here.road.go(step);
    }
    await settle();
    here.far.isDown = true;
    here.road.isHolding = false;
    expect(await here.cached('ada')).toBe('old'); // it may still be refused
    here.road.open();
    await priming;
    here.far.isDown = false;

    expect(await here.cached('ada')).toBe('new');
  });

  it('is bounded by the strategy of the function, whether it was loaded here or read', async () => {
    const strategy: EvictionStrategy = new LeastRecentlyUsedEvictionStrategy({ capacity: 2 });
    const { processes } = setUpProcesses(2);
    const server = new FarServer();
    const near = new MapStorage();
    const { cached, loads } = setUp(
      { namespace: 'users', evictionStrategy: strategy },
      new TieredStorage(near, new FarStorage(server)),
    );
    for (const id of ['a', 'b', 'c']) {
      const call = cached(id);
      await settle();
      loads.at(-1)!.resolve(id);
      await call;
    }
    expect([...near.maps.get('users')!.keys()]).toEqual(['b', 'c']);

    await cached('a'); // from the far tier
    expect([...near.maps.get('users')!.keys()]).toEqual(['c', 'a']);
    expect([...strategy.tracked()].sort()).toEqual(['a', 'c']);
    expect(loads).toHaveLength(3);
    expect(processes).toHaveLength(2);
  });

  it('from the far one counts as one use, and not as two', async () => {
    const server = new FarServer();
    const tiers = () => new TieredStorage(new MapStorage(), new FarStorage(server));
    const there = setUp({ namespace: 'users' }, tiers());
    const call = there.cached('ada');
    await settle();
    there.loads[0]!.resolve('value');
    await call;
    const told: string[] = [];
    class Listening extends LeastRecentlyUsedEvictionStrategy {
      override markRead(key: string, entry: TrackedEntry): void {
        told.push('markRead');
        super.markRead(key, entry);
      }
      override markWritten(key: string, entry: TrackedEntry): void {
        told.push('markWritten');
        super.markWritten(key, entry);
      }
    }
    const strategy = new Listening({ capacity: 2 });
    const { cached } = setUp({ namespace: 'users', evictionStrategy: strategy }, tiers());

    expect(await cached('ada')).toBe('value');
    expect(told).toEqual(['markWritten']);

    expect(await cached('ada')).toBe('value');
    expect(told).toEqual(['markWritten', 'markRead']);
  });
});

describe('a near tier', () => {
  it('is refused if it is shared, or cannot keep entries as they are', () => {
    expect(() => new TieredStorage(new ReferenceStorage(true), new ReferenceStorage())).toThrow(ConfigurationError);
    expect(() => setUp({}, new TieredStorage(new ReferenceStorage(), new ReferenceStorage()))).toThrow(
      ConfigurationError,
    );
  });

  it('over a shared storage without a log relies on nothing longer than maxStaleness', async () => {
    const far = new HeldStorage({ shared: true });
    far.letThrough();
    const storage = new TieredStorage(new MapStorage(), far, { maxStaleness: '2s' });
    const { cached, loads, clock } = setUp({ namespace: 'users' }, storage);
    const call = cached('ada');
    await settle();
    loads[0]!.resolve('value');
    await call;
    far.log.length = 0;
    await clock.advance(1_999);
    await cached('ada');
    expect(far.log).toEqual([]);

    await clock.advance(1);
    clock.setWallClock(0); // it is the monotonic time that counts
    await cached('ada');
    expect(far.log).toEqual(['get ada']);
  });

  it('is closed with the far one', async () => {
    const [near, far] = [new ReferenceStorage(), new ReferenceStorage()];

    await new TieredStorage(near, far).close();

    expect([near.closed, far.closed]).toEqual([1, 1]);
  });
});
