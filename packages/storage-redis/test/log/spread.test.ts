import { beforeEach, describe, expect, it } from '@jest/globals';
import { type FollowOptions, systemClock } from '@memoir/core';
import { until } from '@memoir/redis-test-server';
import type { RedisLog } from '../../src/log/redis-log.js';
import { freshPrefix, type Process } from '../support/processes.js';
import { ServerForTests } from '../support/server-for-tests.js';

const at = new ServerForTests();
const RELIES_FOR = 500;
let prefix: string;
let stream: string;
let readers: string;
let ours: Process;

beforeEach(() => {
  prefix = freshPrefix();
  stream = `${prefix}::{${prefix}}:log`;
  readers = `${stream}:readers`;
  ours = at.processes.open({ prefix });
});

function by(reliesFor: number | undefined = RELIES_FOR): FollowOptions {
  return { clock: systemClock, proveEvery: RELIES_FOR / 3, reliesFor };
}

/** What a follower in another process has been told. */
async function follow({ storage }: Process, reliesFor: number | undefined = RELIES_FOR) {
  const told: unknown[] = [];
  let isProven = false;
  const subscription = storage.log.follow(
    {
      invalidated: (invalidation) => told.push(invalidation),
      complete: () => {
        isProven = true;
      },
      gap: (reason) => told.push(reason),
      failed: () => undefined,
    },
    by(reliesFor),
  );
  await until(async () => isProven);
  return { told, subscription };
}

/** Long enough that a list which has just been begun may be believed. */
async function listIsOld(): Promise<void> {
  const [head] = await at.redis.zrange(readers, -1, -1);
  const [, , server] = /^@ (\d+) (.*)$/.exec(head!)!;
  await at.redis.multi().zrem(readers, head!).zadd(readers, '+inf', `@ 1000 ${server}`).exec();
}

async function spreadTakes(reliesFor?: number): Promise<number> {
  const begun = performance.now();
  await ours.storage.log.spread!(by(reliesFor));
  return performance.now() - begun;
}

/** As the list shows another reader, which says nothing more. */
async function silentReader(period: number, place = '0-0'): Promise<void> {
  const [seconds] = (await at.redis.time()) as unknown as [number];
  await at.redis.zadd(readers, Number(seconds) * 1_000 + 1_000 + period, `somebody ${period} ${place}`);
}

describe('waiting until everybody has heard', () => {
  it('ends when all who follow in other processes have been told', async () => {
    const followers = await Promise.all([0, 1, 2].map(() => follow(at.processes.open({ prefix }))));
    await listIsOld();
    for (let count = 1; count <= 5; count++) {
      await ours.keyspace.invalidate(`key ${count}`);
      expect(await spreadTakes()).toBeLessThan(RELIES_FOR / 2);
      for (const { told } of followers) expect(told).toHaveLength(1 + count);
    }
  });

  it('waits for one who is listed and says nothing, for as long as that one may rely on copies', async () => {
    await follow(ours);
    await listIsOld();
    await silentReader(RELIES_FOR);
    const took = await spreadTakes();

    expect(took).toBeGreaterThan(RELIES_FOR);
    expect(took).toBeLessThan(RELIES_FOR * 2);
  });

  it('waits for the one who relies on copies for longest, however long that is here', async () => {
    await follow(ours);
    await listIsOld();
    await silentReader(3 * RELIES_FOR);

    expect(await spreadTakes()).toBeGreaterThan(3 * RELIES_FOR);
  });

  it('keeps no stream for ever where nobody reads', async () => {
    await spreadTakes();

    expect(await at.redis.pttl(stream)).toBeGreaterThan(0);
  });

  it('goes by the time alone once its log is closed', async () => {
    await silentReader(RELIES_FOR);
    const waits = spreadTakes();
    await until(async () => (await at.redis.exists(stream)) === 1);
    (ours.storage.log as RedisLog).close();
    await at.redis.del(readers); // which would end it, or double its time, if anybody asked

    const took = await waits;
    expect(took).toBeGreaterThan(RELIES_FOR);
    expect(took).toBeLessThan(RELIES_FOR * 2);
    expect(await at.redis.exists(readers)).toBe(0);
  });

  it('does not wait for one whose time has run out', async () => {
    await follow(ours);
    await listIsOld();
    await at.redis.zadd(readers, 1_000, 'somebody 500 0-0');

    expect(await spreadTakes()).toBeLessThan(RELIES_FOR / 2);
    expect(await at.redis.zcard(readers)).toBe(2);
  });

  it('does not wait for one who follows and relies on nothing', async () => {
    await follow(ours, 0);
    const follower = await follow(at.processes.open({ prefix }), 0);
    await at.redis.zadd(readers, '+inf', '@ 1000 nowhere');
    await spreadTakes();

    expect(await spreadTakes()).toBeLessThan(RELIES_FOR / 2);
    expect(await at.redis.zrange(readers, 0, -1)).toEqual([expect.stringMatching(/^@ /)]);
    follower.subscription.close();
  });

  it('does not wait for one who has left', async () => {
    await follow(ours);
    const theirs = at.processes.open({ prefix });
    const { subscription } = await follow(theirs);
    await listIsOld();
    expect(await at.redis.zcard(readers)).toBe(3);
    subscription.close();
    await until(async () => (await at.redis.zcard(readers)) === 2);

    expect(await spreadTakes()).toBeLessThan(RELIES_FOR / 2);
  });

  it('waits for one whose storage was closed under it', async () => {
    await follow(ours);
    const theirs = at.processes.open({ prefix });
    await follow(theirs);
    await listIsOld();
    await theirs.close();

    expect(await spreadTakes()).toBeGreaterThan(RELIES_FOR / 2);
  });

  it('costs little more for many at a time than for one', async () => {
    await follow(ours);
    await follow(at.processes.open({ prefix }));
    await listIsOld();
    const before = await at.redis.xlen(stream);
    await Promise.all(Array.from({ length: 500 }, () => spreadTakes()));

    expect((await at.redis.xlen(stream)) - before).toBeLessThan(5);
  });

  it('ends by itself when the server is away', async () => {
    await follow(ours);
    await at.server.freeze();
    const took = await spreadTakes();
    await at.server.thaw();

    expect(took).toBeGreaterThan(RELIES_FOR);
    expect(took).toBeLessThan(RELIES_FOR * 2);
  });
});

describe('a list of readers that may lack somebody', () => {
  it.each([
    ['was deleted', async () => {}],
    ['is of another server', async () => void (await at.redis.zadd(readers, 'inf', '@ 1000 another'))],
    ['is of a clock that has gone back', async () => void (await at.redis.zadd(readers, 'inf', `@ ${1e15} nowhere`))],
    ['is something else', async () => void (await at.redis.set(readers, 'foreign'))],
    ['has lost its head', async () => void (await at.redis.zadd(readers, 1e15, 'somebody 500 9-9'))],
  ])('makes others wait if it %s, and then is as good as before', async (_what, replace) => {
    await follow(ours);
    await follow(at.processes.open({ prefix }));
    await listIsOld();
    expect(await spreadTakes()).toBeLessThan(RELIES_FOR / 2);
    await at.redis.del(readers);
    await replace();

    expect(await spreadTakes()).toBeGreaterThan(RELIES_FOR / 2);
    await until(async () => (await at.redis.zcard(readers)) === 3);
    expect(await spreadTakes()).toBeLessThan(RELIES_FOR / 2);
  });

  it('makes others wait after a restart', async () => {
    const restarted = at.processes.open({ prefix });
    await follow(restarted);
    await listIsOld();
    const kept = await at.redis.zrange(readers, 0, -1);
    await at.server.restart();
    await until(async () =>
      at.redis.ping().then(
        () => true,
        () => false,
      ),
    );
    await at.redis.zadd(readers, '+inf', kept.at(-1)!);

    expect(await spreadTakes()).toBeGreaterThan(RELIES_FOR / 2);
  });

  it('is one with the stream: who has missed the stream is not taken for one who has read it', async () => {
    const { told } = await follow(at.processes.open({ prefix }));
    await listIsOld();
    await at.redis.del(stream);
    await ours.keyspace.invalidate('ada');
    await spreadTakes();

    expect(told).toEqual(['started', 'replaced']);
  });
});

describe('the list of readers', () => {
  it('keeps nobody who has gone, and goes itself with the last', async () => {
    for (let count = 0; count < 10; count++) {
      const passing = at.processes.open({ prefix });
      const { subscription } = await follow(passing);
      if (count % 2 === 0) subscription.close();
      await passing.close();
    }
    const last = at.processes.open({ prefix });
    await follow(last);
    await until(async () => (await at.redis.zcard(readers)) === 2);
    expect(await at.redis.pttl(readers)).toBeGreaterThan(RELIES_FOR);
    await last.close();

    await until(async () => (await at.redis.exists(readers)) === 0);
  });
});
