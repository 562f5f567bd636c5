import { expect, it } from '@jest/globals';
import { LeastRecentlyUsedEvictionStrategy } from '../../src/index.js';
import { settle } from '../../src/testing/manual-clock.js';
import { RemoteStorage } from '../support/remote-storage.js';
import { setUp } from '../support/set-up.js';

it('an offer of a superseded load that outlasts the method timeout hears of a removal that was sent after it', async () => {
  const storage = new RemoteStorage(false);
  const strategy = new LeastRecentlyUsedEvictionStrategy();
  const { cached, loads, clock } = setUp(
    { methodTimeout: '1s', storageTimeout: '1h', evictionStrategy: strategy },
    storage,
  );
  const refreshed = cached.refresh('ada').catch((error: { code: string }) => error.code);
  await settle();
  loads[0]!.resolve('old');
  await settle();
  const primed = cached.prime(['ada'], 'primed'); // supersedes a load whose offer is out
  await clock.advance('1s');
  const cleared = cached.invalidateAll();
  await settle();

  while (storage.commands.length > 0) storage.commands.shift()!.answer();
  await Promise.all([refreshed, primed, cleared]);

  expect({ held: [...storage.standing.keys()], tracked: [...strategy.tracked()] }).toEqual({ held: [], tracked: [] });
});
