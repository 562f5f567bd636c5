import { beforeEach, describe, expect, it } from '@jest/globals';
import type { LeaseOutcome } from '@memoir/core';
import { ManualClock, settle } from '@memoir/core/testing';
import { Redis } from 'ioredis';
import type { RedisCommands } from '../src/index.js';
import { entryOf, freshPrefix, type Process, Processes } from './support/processes.js';
import { ServerForTests } from './support/server-for-tests.js';

const at = new ServerForTests();
let prefix: string;
let owner: Process;

beforeEach(() => {
  prefix = freshPrefix();
  owner = at.processes.open({ prefix });
});

function released(outcome: LeaseOutcome<unknown>): Promise<void> {
  if (outcome.kind !== 'held') throw new Error(`not held but ${outcome.kind}`);
  return outcome.released;
}

function subscribed(key: string, count: number): Promise<void> {
  return at.subscribed(`${prefix}:users:{${key}}`, count);
}

describe('who waits for another process’s load', () => {
  // Time stands still for all of them: nothing but a message can wake them.
  const clock = new ManualClock(Date.now());

  it('is woken when it is stored', async () => {
    const waiters = [1, 2, 3].map(() => at.processes.open({ prefix, clock }));
    const permit = await owner.load('ada');
    const outcomes = await Promise.all(waiters.map((waiter) => waiter.keyspace.acquire('ada')));
    const waits = outcomes.map(released);
    await subscribed('ada', 3);

    await owner.keyspace.offer('ada', entryOf('Ada'), permit);
    await Promise.all(waits);
    for (const waiter of waiters) expect(await waiter.value('ada')).toBe('Ada');
    await subscribed('ada', 0);
  });

  it.each(['abandoned', 'refused', 'expired'])('is woken when it is %s', async (end) => {
    const waiter = at.processes.open({ prefix, clock });
    const permit = await owner.load('ada');
    const wait = released(await waiter.keyspace.acquire('ada'));
    await subscribed('ada', 1);

    if (end === 'abandoned') await owner.keyspace.abandon('ada', permit);
    if (end === 'expired') await owner.keyspace.expire('ada');
    if (end === 'refused') {
      await owner.keyspace.invalidate('ada');
      await owner.keyspace.offer('ada', entryOf('old'), permit);
    }
    await wait;
    expect((await waiter.keyspace.acquire('ada')).kind).toBe('acquired');
  });

  it('is woken over a standing value as well', async () => {
    const waiter = at.processes.open({ prefix, clock });
    await owner.keyspace.offer('ada', entryOf('v1', { staleAt: Date.now() }), await owner.load('ada'));
    const permit = await owner.load('ada', { standing: await owner.keyspace.get('ada') });
    const wait = released(await waiter.keyspace.acquire('ada', { standing: await waiter.keyspace.get('ada') }));
    await subscribed('ada', 1);

    await owner.keyspace.offer('ada', entryOf('v2'), permit);
    await wait;
    expect(await waiter.value('ada')).toBe('v2');
  });

  it('is not left waiting if the load ended before it listened', async () => {
    const waiter = at.processes.open({ prefix, clock });
    const permit = await owner.load('ada');
    const outcome = await waiter.keyspace.acquire('ada');
    await owner.keyspace.offer('ada', entryOf('Ada'), permit);

    await released(outcome);
    expect(await waiter.value('ada')).toBe('Ada');
  });

  it('is let go when the storage is closed', async () => {
    const waiter = at.processes.open({ prefix, clock });
    await owner.load('ada');
    const wait = released(await waiter.keyspace.acquire('ada'));
    await subscribed('ada', 1);

    await waiter.storage.close();
    await wait;
  });

  it('opens no connection any more once the storage is closed, and polls', async () => {
    const waiter = at.processes.open({ prefix });
    const permit = await owner.load('ada');
    await waiter.keyspace.get('ada');
    await waiter.storage.close();
    const connections = async () => ((await at.redis.client('LIST')) as string).trim().split('\n').length;
    const before = await connections();
    const wait = released(await waiter.keyspace.acquire('ada'));
    await waiter.keyspace.get('ada');

    expect(await connections()).toBe(before);
    await owner.keyspace.offer('ada', entryOf('Ada'), permit);
    await wait;
  });

  it('costs nothing if it only asked', async () => {
    const asker = at.processes.open({ prefix, clock });
    await asker.keyspace.get('ada');
    await owner.load('ada');
    await at.forgetCommands();
    await asker.keyspace.acquire('ada');
    await settle();

    const { subscribe, pttl } = await at.commands();
    expect([subscribe, pttl]).toEqual([undefined, undefined]);
    expect(clock.pending).toBe(0);
  });
});

describe('the successor of an owner that died', () => {
  it('is exactly one of those who wait, once the lease has run out', async () => {
    const dead = at.processes.open({ prefix, leaseFor: 200 });
    const waiters = Array.from({ length: 4 }, () => at.processes.open({ prefix }));
    await dead.load('ada');
    const found = await Promise.all(waiters.map((waiter) => waiter.keyspace.acquire('ada')));
    await Promise.all(found.map(released));

    const outcomes = await Promise.all(waiters.map((waiter) => waiter.keyspace.acquire('ada')));
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['acquired', 'held', 'held', 'held']);
  });

  it('is not sought while the owner extends its lease', async () => {
    const slow = at.processes.open({ prefix, leaseFor: 150 });
    const waiter = at.processes.open({ prefix });
    const permit = await slow.load('ada');
    let isOver = false;
    const wait = released(await waiter.keyspace.acquire('ada')).then(() => {
      isOver = true;
    });
    for (let extended = 0; extended < 5; extended++) {
      await new Promise((resolve) => setTimeout(resolve, 75));
      expect(await slow.keyspace.extend('ada', permit)).toBe(true);
    }

    expect(isOver).toBe(false);
    await slow.keyspace.offer('ada', entryOf('Ada'), permit);
    await wait;
  });
});

describe('a client that cannot listen', () => {
  it('polls instead', async () => {
    const redis = new Redis(at.server.url);
    const bare: RedisCommands = {
      callBuffer: (command, ...args) => redis.callBuffer(command, ...args),
      duplicate: () => bare,
      disconnect: () => redis.disconnect(),
    };
    const processes = new Processes(() => bare);
    const waiter = processes.open({ prefix });
    const permit = await owner.load('ada');
    const wait = released(await waiter.keyspace.acquire('ada'));
    await owner.keyspace.offer('ada', entryOf('Ada'), permit);

    await wait;
    expect(await waiter.value('ada')).toBe('Ada');
    await processes.closeAll();
  });
});
