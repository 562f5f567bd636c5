import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, type TierSkips, withWrite } from '../../src/index.js';
import { settle } from '../../src/testing/manual-clock.js';
import { watch } from '../support/set-up.js';
import { loaded, type Process, setUpProcesses } from './support/processes.js';

function setUp(options: Parameters<typeof setUpProcesses>[1] = {}) {
  const { processes, ...rest } = setUpProcesses(2, options);
  const [here, there] = [processes[0]!, processes[1]!];
  const commands = async (work: () => Promise<unknown>) => {
    here.far.commands.length = 0;
    await work();
    return [...here.far.commands];
  };
  return { here, there, commands, ...rest };
}

/** Loads by a call that skips something, and ends the load with a value. */
async function loadedBy({ cached, loads }: Process, skip: TierSkips, id: string, value: string): Promise<unknown> {
  const before = loads.length;
  const call = cached.with({ skip })(id);
  await settle();
  if (loads.length === before) throw new Error('the call did not load');
  loads.at(-1)!.resolve(value);
  return await call;
}

describe('a call that skips reading the near tier', () => {
  it.each([[{ skip: { near: 'read' } }], [{ skipNear: true }]] as const)(
    'reads the far one, by %j',
    async (options) => {
      const { here, commands } = setUp();
      await loaded(here, 'ada', 'value');

      expect(await commands(() => here.cached.with(options)('ada'))).toEqual(['get ada']);
      expect(await commands(() => here.cached('ada'))).toEqual([]);
    },
  );
});

describe('a call that skips writing the near tier', () => {
  it('is answered by it, and leaves nothing there that it has read from the far one', async () => {
    const { here, there, commands } = setUp();
    await loaded(there, 'ada', 'value');
    const call = here.cached.with({ skip: { near: 'write' } });

    expect(await commands(() => call('ada'))).toEqual(['get ada']);
    expect(await commands(() => call('ada'))).toEqual(['get ada']);
    await here.cached('ada');
    expect(await commands(() => call('ada'))).toEqual([]);
  });

  it('leaves nothing there that it has loaded, and the far tier keeps it', async () => {
    const { here, there, commands } = setUp();
    await loadedBy(here, { near: 'both' }, 'ada', 'value');

    expect(await there.cached('ada')).toBe('value');
    expect(await commands(() => here.cached('ada'))).toEqual(['get ada']);
  });

  it('takes away what it has replaced in the far tier', async () => {
    const { here, commands } = setUp();
    await loaded(here, 'ada', 'old');
    const refreshing = here.cached.with({ refresh: true, skip: { near: 'write' } })('ada');
    await settle();
    here.loads.at(-1)!.resolve('new');
    await refreshing;

    expect(await commands(async () => expect(await here.cached('ada')).toBe('new'))).toEqual(['get ada']);
  });

  it('leaves no room for what others had under way: that was read before its write', async () => {
    const { here, there } = setUp();
    await loaded(there, 'ada', 'old');
    here.road.isHolding = true;
    const reading = here.cached('ada');
    await settle();
    here.road.go('get ada there');
    await settle();
    const refreshing = here.cached.with({ refresh: true, skip: { near: 'write' } })('ada');
    await settle();
    here.road.go('acquire ada there');
    await settle();
    here.road.go('acquire ada back');
    await settle();
    here.loads.at(-1)!.resolve('new');
    await settle();
    here.road.go('offer ada there');
    await settle();
    here.road.go('offer ada back');
    await refreshing;
    here.road.open();
    await reading;

    expect(await here.cached('ada')).toBe('new');
  });
});

describe('a call that skips reading the far tier', () => {
  it('loads what the near one does not have, and stores it in place of what stands', async () => {
    const { here, there } = setUp();
    await loaded(there, 'ada', 'old');
    const call = here.cached.with({ skip: { far: 'read' } });

    expect(await loadedBy(here, { far: 'read' }, 'ada', 'new')).toBe('new');

    expect(await call('ada')).toBe('new');
    expect(await there.cached('ada')).toBe('new');
    expect(here.cached.statistics()).toMatchObject({ hits: 1, misses: 1 });
  });

  it('does not share what another call is reading there', async () => {
    const { here, there } = setUp();
    await loaded(there, 'ada', 'old');
    here.road.isHolding = true;
    const reading = here.cached('ada');
    await settle();
    here.road.go('get ada there');
    const loading = here.cached.with({ skip: { far: 'read' } })('ada');
    const joining = here.cached.with({ skip: { far: 'both' } })('ada');
    here.road.open();
    await settle();
    here.loads.at(-1)!.resolve('new');

    expect(await Promise.all([reading, loading, joining])).toEqual(['old', 'new', 'new']);
    expect(here.loads).toHaveLength(1);
    expect(await here.cached('ada')).toBe('new');
  });

  it('does not store what was loaded before an invalidation anywhere', async () => {
    const { here, there } = setUp();
    const loading = here.cached.with({ skip: { far: 'read' } })('ada');
    await settle();
    await there.cached.invalidate('ada');
    here.loads.at(-1)!.resolve('old');
    await loading;

    await loaded(here, 'ada', 'new');
    expect(await there.cached('ada')).toBe('new');
  });

  it('stores nothing while a write is under way', async () => {
    const { here, there } = setUp();
    await withWrite([there.cached.target('ada')], () => loadedBy(here, { far: 'read' }, 'ada', 'before the commit'));

    await loaded(here, 'ada', 'after it');
  });
});

describe('a call that skips writing the far tier', () => {
  it('is answered by it, and keeps nothing in any tier of what it has to load', async () => {
    const { here, there, commands } = setUp();
    expect(await loadedBy(here, { far: 'write' }, 'ada', 'unkept')).toBe('unkept');
    expect(await loadedBy(there, { far: 'write' }, 'ada', 'unkept')).toBe('unkept');
    await loaded(there, 'ada', 'value');

    const call = here.cached.with({ skip: { far: 'write' } });
    expect(await commands(async () => expect(await call('ada')).toBe('value'))).toEqual(['get ada']);
    expect(await commands(() => call('ada'))).toEqual([]);
  });

  it('sends nothing to it where it does not read it either', async () => {
    const { here, there, commands } = setUp();
    await loaded(there, 'ada', 'value');

    expect(await commands(() => loadedBy(here, { far: 'both' }, 'ada', 'unkept'))).toEqual([]);
    expect(await here.cached('ada')).toBe('value');
  });

  it('refreshes nothing behind a stale answer, which nobody could be given later', async () => {
    const { here, advance } = setUp({ updateAfter: 100, expireAfter: 1_000 });
    await loaded(here, 'ada', 'value');
    await advance(100);

    expect(await here.cached.with({ skip: { far: 'write' } })('ada')).toBe('value');
    await settle();
    expect(here.loads).toHaveLength(1);

    expect(await here.cached.with({ skip: { near: 'write' } })('ada')).toBe('value');
    await settle();
    expect(here.loads).toHaveLength(2);
    here.loads.at(-1)!.resolve('new');
    await settle();
    expect(await here.cached('ada')).toBe('new');
  });
});

describe('what a call skips', () => {
  it('is refused where it cannot be meant', () => {
    const { here } = setUp();

    for (const skip of [{ near: 'reads' }, { far: true }, { middle: 'read' }]) {
      expect(() => here.cached.with({ skip: skip as TierSkips })).toThrow(ConfigurationError);
    }
  });

  it('is not heeded by a storage without tiers', async () => {
    const { here, there } = setUp();
    await loaded(there, 'ada', 'value');
    const alone = watch(
      async (_id: string) => 'loaded',
      { namespace: 'users', storage: here.far, clock: here.clock },
      here.clock,
    );

    expect(await alone.with({ skip: { near: 'both', far: 'both' } })('ada')).toBe('value');
  });
});
