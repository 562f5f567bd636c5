import { describe, expect, it } from '@jest/globals';
import { type LogGap, TieredStorage } from '../../src/index.js';
import { settle } from '../../src/testing/manual-clock.js';
import { MapStorage } from '../support/map-storage.js';
import { setUp } from '../support/set-up.js';
import { FarServer } from './support/far-server.js';
import { FarStorage } from './support/far-storage.js';
import { loaded, type Process, setUpProcesses } from './support/processes.js';

/** Both processes hold the value in their near tiers, under the tag `team:red`. */
async function setUpCopies(options: Parameters<typeof setUpProcesses>[1] = {}) {
  const world = setUpProcesses(2, { resultTags: () => ['team:red'], ...options });
  const [here, there] = [world.processes[0]!, world.processes[1]!];
  await loaded(here, 'ada', 'old');
  await there.cached('ada');
  there.far.commands.length = 0;
  return { ...world, here, there };
}

const removals: [string, (process: Process) => Promise<void>][] = [
  ['invalidate', ({ cached }) => cached.invalidate('ada')],
  ['invalidateAll', ({ cached }) => cached.invalidateAll()],
  ['invalidateTags', ({ cached }) => cached.invalidateTags(['team:red'])],
  ['invalidateTags of the storage', ({ storage }) => storage.invalidateTags(['team:red'])],
];

describe.each(removals)('%s', (_name, remove) => {
  it('is seen at once by the process that calls it (G1)', async () => {
    const { here } = await setUpCopies();

    await remove(here);

    await loaded(here, 'ada', 'new');
    expect(await here.cached('ada')).toBe('new');
  });

  it('is seen at once, while the far tier is being told (G1)', async () => {
    const { here } = await setUpCopies();
    here.road.isHolding = true;
    const removing = remove(here);
    here.road.isHolding = false;
    await settle();

    const during = here.cached('ada');
    await settle();
    here.road.open();
    await removing;
    await settle();
    here.loads.at(-1)!.resolve('new');
    await during;

    expect((await here.cached.peek('ada'))?.value ?? 'new').toBe('new');
  });

  it('lets nothing come into either tier that was loading (G2)', async () => {
    const { here, there } = await setUpCopies();
    await here.cached.invalidate('ada');
    const loading = there.cached('ada');
    await settle();

    await remove(here);
    there.loads[0]!.resolve('old');

    expect(await loading).toBe('old');
    expect(await there.cached.peek('ada')).toBeUndefined();
    expect(await here.cached.peek('ada')).toBeUndefined();
  });

  it('is seen by another process when the message comes, and read again when somebody asks', async () => {
    const { here, there } = await setUpCopies();
    there.line.hold();
    await remove(here);
    expect(await there.cached('ada')).toBe('old'); // G3 allows it

    there.line.letThrough();
    await settle();
    expect(there.far.commands).toEqual([]);

    await loaded(there, 'ada', 'new');
    expect(await there.cached('ada')).toBe('new');
  });

  it('is seen by another process after maxStaleness, whatever becomes of the message (G3)', async () => {
    const { here, there, advance } = await setUpCopies();
    there.line.hold();
    await remove(here);

    await advance(2_000);

    await loaded(there, 'ada', 'new');
  });

  it.each<LogGap>(['trimmed', 'replaced', 'lost'])(
    'is seen if the message was lost and the log is %s (G3)',
    async (gap) => {
      const { here, there, advance } = await setUpCopies();
      there.line.hold();
      await remove(here);
      there.line.lose(gap);

      await advance(2_000 / 3);

      await loaded(there, 'ada', 'new');
    },
  );
});

describe('a process that cannot prove that it has heard everything', () => {
  it('reads past its near tier while the connection is cut, and relies on it again once all was told', async () => {
    const { there, advance } = await setUpCopies();
    there.line.cut();
    await advance(1_999);
    await there.cached('ada');
    expect(there.far.commands).toEqual([]);

    await advance(1);
    await there.cached('ada');
    expect(there.far.commands).toEqual(['get ada']);

    there.line.restore();
    await there.cached('ada');
    await there.cached('ada');
    expect(there.far.commands).toEqual(['get ada']);
  });

  it('finds out by its first hit after it stood still, before any timer runs', async () => {
    const { here, there } = await setUpCopies();
    there.line.hold();
    await here.cached.invalidate('ada');
    there.line.cut(); // no timer of the driver proves anything
    await there.clock.advance(10_000);

    const call = there.cached('ada');
    await settle();
    there.loads[0]!.resolve('new');

    expect(await call).toBe('new');
  });

  it('drops everything at a gap, at a cost that does not depend on how much that is', async () => {
    const { there, processes } = await setUpCopies();
    for (let index = 0; index < 1_000; index++) await loaded(processes[1]!, `${index}`, index);
    const before = performance.now();
    there.line.lose('trimmed');
    there.line.prove();
    expect(performance.now() - before).toBeLessThan(5);

    there.far.commands.length = 0;
    expect(await there.cached('7')).toBe(7);
    expect(there.far.commands).toEqual(['get 7']);
  });

  it('does not rely on what it was reading when the gap was found', async () => {
    const { here, there } = await setUpCopies();
    await loaded(here, 'bob', 'old');
    there.road.isHolding = true;
    const reading = there.cached('bob');
    await settle();
    there.road.go('get bob there');
    await settle();
    there.line.hold();
    await here.cached.invalidate('bob');
    there.line.lose();
    there.line.prove();
    there.road.open();
    await reading;

    await loaded(there, 'bob', 'new');
  });
});

describe('clocks', () => {
  it.each([0, -3_600_000, 3_600_000])('that are %s ms apart change nothing (G4)', async (apart) => {
    const { here, there } = await setUpCopies();
    there.clock.setWallClock(here.clock.now() + apart);
    await here.cached.invalidate('ada');

    await loaded(there, 'ada', 'new');

    expect(await here.cached('ada')).toBe('new');
    expect(here.loads).toHaveLength(1);
  });
});

describe('control keys that are lost (G5)', () => {
  it('cost misses and bring nothing back', async () => {
    const { here, there, server } = await setUpCopies();
    await here.cached.invalidateTags(['team:red']);
    const loading = there.cached('ada');
    await settle();

    server.loseControlKeys();
    there.loads[0]!.resolve('loaded before the loss');
    await loading;

    expect(await here.cached.peek('ada')).toBeUndefined();
    await loaded(here, 'ada', 'new');
    expect(await there.cached('ada')).toBe('new');
  });
});

describe('what others hold', () => {
  it.each<[string, (process: Process) => Promise<unknown>]>([
    ['prime', ({ cached }) => cached.prime(['ada'], 'new')],
    [
      'refresh',
      async ({ cached, loads }) => {
        const refreshing = cached.refresh('ada');
        await settle();
        loads.at(-1)!.resolve('new');
        await refreshing;
      },
    ],
  ])('is older than what %s stored, and read again', async (_name, replace) => {
    const { here, there } = await setUpCopies();

    await replace(here);

    expect(await there.cached('ada')).toBe('new');
    expect(await here.cached('ada')).toBe('new');
    expect(there.loads).toHaveLength(0);
  });

  it('is not forgotten twice by the process that removed it', async () => {
    const { here } = await setUpCopies();
    here.line.hold();
    await here.cached.invalidate('ada');
    await loaded(here, 'ada', 'new');
    here.line.letThrough();
    here.far.commands.length = 0;

    expect(await here.cached('ada')).toBe('new');
    expect(here.far.commands).toEqual([]);
  });

  it('is told between two tiered storages of one process over one connection', async () => {
    const server = new FarServer();
    const far = new FarStorage(server);
    const [one, other] = [new TieredStorage(new MapStorage(), far), new TieredStorage(new MapStorage(), far)];
    const first = setUp({ namespace: 'users' }, one);
    const second = setUp({ namespace: 'users' }, other);
    const call = first.cached('ada');
    await settle();
    first.loads[0]!.resolve('old');
    await call;
    expect(await second.cached('ada')).toBe('old');

    await first.cached.invalidate('ada');
    const again = second.cached('ada');
    await settle();
    second.loads[0]!.resolve('new');

    expect(await again).toBe('new');
  });

  it('of a tag that was expired serves as a fallback from the far tier only', async () => {
    const { here, there } = await setUpCopies({ updateAfter: '1m', expireAfter: '2m', keepStaleFor: '1h' });

    await here.cached.expireTags(['team:red']);

    const call = there.cached('ada');
    await settle();
    there.loads[0]!.resolve('new');
    expect(await call).toBe('new');
  });

  it('survives the removal of a tag that it does not carry, at the price of one look', async () => {
    const { here, there } = await setUpCopies();

    await here.cached.invalidateTags(['team:blue']);

    expect(await there.cached('ada')).toBe('old');
    expect(there.far.commands).toEqual([]);
  });
});

describe('an hour of churn in keys, tags and removals', () => {
  it('leaves no more in the near tiers than their bound', async () => {
    const { processes, advance, log } = setUpProcesses(2, {
      updateAfter: '10s',
      expireAfter: '20s',
      capacity: 30,
      resultTags: (value: string) => [`tag:${value}`],
    });
    const [here, there] = [processes[0]!, processes[1]!];
    let largest = 0;
    for (let minute = 0; minute < 60; minute++) {
      for (let key = 0; key < 20; key++) {
        const id = `${minute}:${key}`;
        await loaded(here, id, id);
        await there.cached(id);
        if (key % 2) await here.cached.invalidate(id);
        else await there.cached.invalidateTags([`tag:${id}`]);
      }
      await advance(60_000);
      if (minute % 10 === 9) await there.cached.invalidateAll();
      for (const { near } of processes) largest = Math.max(largest, near.maps.get('users')!.size);
    }

    expect(largest).toBeLessThanOrEqual(30);
    expect(log.lines.map((line) => line.waiting)).toEqual([0, 0]);
  });
});
