import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StorageError } from '@memoir/core';
import { TcpProxy, until } from '@memoir/redis-test-server';
import { OwnClient } from '../src/client/own-client.js';
import { entryOf, freshPrefix, type Process, Processes } from './support/processes.js';
import { ServerForTests } from './support/server-for-tests.js';

const at = new ServerForTests();
let proxy: TcpProxy;
let processes: Processes;
let ours: Process;
let theirs: Process;

beforeEach(async () => {
  const prefix = freshPrefix();
  proxy = await TcpProxy.to(at.server.port);
  processes = new Processes(() => OwnClient.at(proxy.url));
  ours = processes.open({ prefix });
  theirs = at.processes.open({ prefix });
});
afterEach(async () => {
  await processes.closeAll();
  await proxy.close();
});

/** Until the way is open again. */
function reachable(): Promise<void> {
  return until(() => ours.keyspace.get('anything').then(() => true));
}

describe('a network', () => {
  it('that is slow changes nothing but the time it takes', async () => {
    await ours.keyspace.get('ada');
    proxy.delay(100);
    const permit = await ours.load('ada');

    expect(await ours.keyspace.offer('ada', entryOf('Ada'), permit)).toBe('stored');
    const entry = (await ours.keyspace.get('ada'))!;
    expect(Math.abs(entry.createdAt - (await theirs.keyspace.get('ada'))!.createdAt)).toBeLessThan(80);
  });

  it('that cuts a connection fails what is on its way, once, and is used again', async () => {
    const permit = await ours.load('ada');
    proxy.lose('answers');
    const reads = Promise.allSettled([ours.keyspace.get('ada'), ours.keyspace.get('bob')]);
    const offer = ours.keyspace.offer('ada', entryOf('Ada'), permit).catch((error: unknown) => error);
    await until(async () => (await theirs.value('ada')) === 'Ada');
    proxy.cut();

    for (const read of await reads)
      expect(read).toMatchObject({ status: 'rejected', reason: expect.any(StorageError) });
    expect(await offer).toBeInstanceOf(StorageError);
    proxy.lose('nothing');
    await reachable();
    expect(await ours.value('ada')).toBe('Ada');
  });

  it('that loses the answer to an invalidation has not confirmed it, and nothing older comes back when it is tried again', async () => {
    await ours.keyspace.offer('ada', entryOf('old'), await ours.load('ada'));
    // The server has to know the script: that it does not is an answer as well.
    await ours.keyspace.invalidate('bob');
    proxy.lose('answers');
    const invalidation = ours.keyspace.invalidate('ada').catch((error: unknown) => error);
    await until(async () => (await theirs.value('ada')) === undefined);
    await theirs.keyspace.offer('ada', entryOf('new'), await theirs.load('ada'));
    proxy.cut();

    expect(await invalidation).toBeInstanceOf(StorageError);
    proxy.lose('nothing');
    await reachable();
    expect(await ours.value('ada')).toBe('new');
    await ours.keyspace.invalidate('ada');
    expect(await theirs.value('ada')).toBeUndefined();
  });

  it('that swallows everything is given up, and tried anew', async () => {
    await ours.keyspace.get('ada');
    proxy.lose('everything');

    await expect(ours.keyspace.get('ada')).rejects.toBeInstanceOf(StorageError);
    proxy.lose('nothing');
    await reachable();
  }, 20_000);
});
