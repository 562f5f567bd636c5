import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, TieredStorage, tagTarget, withWrite } from '../../src/index.js';
import { settle } from '../../src/testing/manual-clock.js';
import { MapStorage } from '../support/map-storage.js';
import { FarServer } from './support/far-server.js';
import { FarStorage } from './support/far-storage.js';
import { loaded, type Process, setUpProcesses } from './support/processes.js';

/** Both processes hold the value in their near tiers, under the tag `team:red`, and one of them is told nothing for now. */
async function setUpHeld(consistency: 'far' | 'nodes' = 'nodes') {
  const world = setUpProcesses(2, { resultTags: () => ['team:red'], tiers: { consistency } });
  const [here, there] = [world.processes[0]!, world.processes[1]!];
  await loaded(here, 'ada', 'old');
  await there.cached('ada');
  there.line.hold();
  return { ...world, here, there };
}

/** Tells, at any time, whether it has resolved. */
function watched<T>(work: Promise<T>) {
  const state = { isOver: false, work };
  void work.then(() => {
    state.isOver = true;
  });
  return state;
}

const removals: [string, (process: Process) => Promise<unknown>][] = [
  ['invalidate', ({ cached }) => cached.invalidate('ada')],
  ['expire', ({ cached }) => cached.expire('ada')],
  ['invalidateAll', ({ cached }) => cached.invalidateAll()],
  ['invalidateTags', ({ cached }) => cached.invalidateTags(['team:red'])],
  ['expireTags', ({ cached }) => cached.expireTags(['team:red'])],
  ['invalidateTags of the storage', ({ storage }) => storage.invalidateTags(['team:red'])],
  ['expireTags of the storage', ({ storage }) => storage.expireTags(['team:red'])],
];

describe.each(removals)("%s with consistency 'nodes'", (_name, remove) => {
  it('resolves when the other process has heard of it', async () => {
    const { here, there } = await setUpHeld();
    const removal = watched(remove(here));
    await settle();
    expect(removal.isOver).toBe(false);
    expect(await there.cached('ada')).toBe('old');

    there.line.letThrough();
    await settle();
    expect(removal.isOver).toBe(true);
    await loaded(there, 'ada', 'new');
  });

  it('resolves when the other process cannot rely on its near tier any more', async () => {
    const { here, there, advance } = await setUpHeld();
    const removal = watched(remove(here));
    await advance(1_999);
    expect(removal.isOver).toBe(false);

    await advance(1);
    expect(removal.isOver).toBe(true);
    await loaded(there, 'ada', 'new');
  });

  it('does not wait unless it is told to', async () => {
    const { here, there } = await setUpHeld('far');

    await remove(here);

    expect(await there.cached('ada')).toBe('old');
  });
});

describe("a removal with consistency 'nodes'", () => {
  it('waits longer than it waits for the storage, and is confirmed all the same', async () => {
    const { here, advance } = await setUpHeld();
    const removal = watched(here.cached.invalidate('ada'));
    await advance(1_900); // invalidationTimeout is a second

    expect(removal.isOver).toBe(false);
    await loaded(here, 'ada', 'new');
    expect(await here.cached('ada')).toBe('new'); // stored, though others are still waited for
    await advance(100);
    await removal.work;
  });

  it('waits for nobody who has closed its storage, and who has closed relies on nothing', async () => {
    const { here, there } = await setUpHeld();
    const removal = watched(here.cached.invalidate('ada'));
    await settle();
    expect(removal.isOver).toBe(false);

    await there.storage.close();
    await removal.work;
    there.far.commands.length = 0;
    const late = there.cached('ada');
    await settle();
    expect(there.far.commands[0]).toBe('get ada');
    there.loads[0]!.resolve('new');
    expect(await late).toBe('new');
  });

  it('is in place where a value is primed: nobody answers with an older one', async () => {
    const { here, there } = await setUpHeld();
    const priming = watched(here.cached.prime(['ada'], 'new'));
    await settle();
    expect(priming.isOver).toBe(false);

    there.line.letThrough();
    expect(await priming.work).toBe('stored');
    expect(await there.cached('ada')).toBe('new');
  });

  it('rejects as ever if the storage does not confirm', async () => {
    const { here, there } = await setUpHeld();
    there.line.letThrough();
    here.far.isDown = true;

    await expect(here.cached.invalidate('ada')).rejects.toMatchObject({ code: 'ERR_MEMOIR_INVALIDATION_UNCONFIRMED' });
  });
});

describe("withWrite with consistency 'nodes'", () => {
  const writes: [string, (process: Process, write: () => unknown) => Promise<unknown>][] = [
    ['a key', ({ cached }, write) => withWrite([cached.target('ada')], write, { quarantineFor: '1s' })],
    ['a tag', ({ storage }, write) => withWrite([tagTarget(storage, 'team:red')], write, { quarantineFor: '1s' })],
  ];

  it.each(writes)('writes to %s once no process answers with what stood there before', async (_what, write) => {
    const { here, there } = await setUpHeld();
    let isWritten = false;
    const writing = write(here, () => {
      isWritten = true;
    });
    await settle();
    expect(isWritten).toBe(false);
    expect(await there.cached('ada')).toBe('old');

    there.line.letThrough();
    await writing;
    expect(isWritten).toBe(true);
    await loaded(there, 'ada', 'new');
  });

  it('keeps its quarantine while it waits, also for longer than that would stand', async () => {
    const { here, there, advance } = await setUpHeld();
    let write: (() => void) | undefined;
    const writing = withWrite([here.cached.target('ada')], () => new Promise<void>((resolve) => (write = resolve)), {
      quarantineFor: '1s',
    });
    for (let step = 0; step < 8; step++) await advance(250);
    expect(write).toBeDefined();

    const read = there.cached('ada');
    await settle();
    there.loads[0]!.resolve('before the commit');
    await read;
    expect(await there.cached.peek('ada')).toBeUndefined();
    there.line.letThrough();
    write!();
    await writing;
    await loaded(there, 'ada', 'new');
    expect(await there.cached('ada')).toBe('new');
  });
});

describe("consistency: 'nodes'", () => {
  it('is refused where the far storage cannot tell what others have heard', () => {
    const mute = new FarStorage(
      new FarServer({ append: async () => '', follow: () => ({ position: '', close() {} }) }),
    );
    for (const far of [new MapStorage(), mute]) {
      expect(() => new TieredStorage(new MapStorage(), far, { consistency: 'nodes' })).toThrow(ConfigurationError);
    }
  });

  it('is one of two', () => {
    const far = new FarStorage(new FarServer());
    for (const consistency of ['everywhere', ''] as never[]) {
      expect(() => new TieredStorage(new MapStorage(), far, { consistency })).toThrow("'far' or 'nodes'");
    }
  });
});
