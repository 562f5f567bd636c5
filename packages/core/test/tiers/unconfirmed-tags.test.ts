import { describe, expect, it } from '@jest/globals';
import { TieredStorage } from '../../src/index.js';
import { ManualClock, settle } from '../../src/testing/manual-clock.js';
import { MapStorage } from '../support/map-storage.js';
import { closeAfterwards, watch } from '../support/set-up.js';
import { FarServer } from './support/far-server.js';
import { FarStorage } from './support/far-storage.js';

const TAG = 'team:red';

/** Two functions of one process and one of another, all of whose results carry the tag, on a storage that can be away. */
function setUp(tiers: 'one tier' | 'two tiers') {
  const server = new FarServer();
  const clock = new ManualClock();
  server.time = () => clock.monotonic();
  const source = { version: 1 };
  const processes = ['one', 'other'].map(() => {
    const far = new FarStorage(server);
    const storage = tiers === 'one tier' ? far : new TieredStorage(new MapStorage(), far);
    closeAfterwards(storage);
    const open = (namespace: string) => {
      const options = { storage, clock, namespace, tags: () => [TAG], expireAfter: '1h' } as const;
      return watch(async (_id: string) => source.version, options, clock);
    };
    return { far, users: open('users'), orders: open('orders') };
  });
  return { server, clock, source, one: processes[0]!, other: processes[1]! };
}

describe.each(['one tier', 'two tiers'] as const)('tags whose invalidation is not confirmed, with %s', (tiers) => {
  async function unconfirmed(command: 'invalidateTags' | 'expireTags' = 'invalidateTags') {
    const all = setUp(tiers);
    const { one, other, source } = all;
    for (const cached of [one.users, one.orders, other.users]) expect(await cached('ada')).toBe(1);
    source.version = 2;
    one.far.isDown = true;
    await expect(one.users[command]([TAG])).rejects.toMatchObject({ code: 'ERR_MEMOIR_INVALIDATION_UNCONFIRMED' });
    one.far.isDown = false;
    one.far.commands.length = 0;
    return all;
  }

  it.each(['invalidateTags', 'expireTags'] as const)(
    'are not served from the storage, by whatever function of this process: %s',
    async (command) => {
      const { one, clock } = await unconfirmed(command);

      expect(await one.users('ada')).toBe(2);
      expect(await one.orders('ada')).toBe(2);
      expect(one.far.commands).toEqual([]);
      await clock.advance(100);
    },
  );

  it('are tried again behind the scenes, once for all functions, and hold for everybody from then on', async () => {
    const { one, other, clock } = await unconfirmed();
    await clock.advance(100);

    expect(one.far.commands).toEqual([`tags ${TAG}`]);
    expect(await other.users('ada')).toBe(2);
    expect(await one.orders('ada')).toBe(2);
    expect(await one.orders('ada')).toBe(2);
    expect(one.far.commands.filter((each) => each.startsWith('offer'))).toHaveLength(1);
  });

  it('are tried until they are confirmed, also if the function that removed them is closed', async () => {
    const { one, other, clock } = await unconfirmed();
    one.far.isDown = true;
    await clock.advance(100);
    await one.users.close();
    one.far.isDown = false;
    await clock.advance(200);

    expect(await other.users('ada')).toBe(2);
    await settle();
  });
});
