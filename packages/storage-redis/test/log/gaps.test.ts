import { beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '@memoir/redis-test-server';
import { Follower } from '../support/follower.js';
import { freshPrefix, type Process } from '../support/processes.js';
import { ServerForTests } from '../support/server-for-tests.js';

const at = new ServerForTests();
let prefix: string;
let stream: string;
let ours: Process;
let theirs: Process;
let follower: Follower;

beforeEach(async () => {
  prefix = freshPrefix();
  stream = `${prefix}::{${prefix}}:log`;
  ours = at.processes.open({ prefix });
  theirs = at.processes.open({ prefix });
  follower = await Follower.of(ours.storage);
  expect(await follower.news()).toEqual(['started']);
});

const ofKey = (key: string) => ({ kind: 'keys', namespace: 'users', keys: [key] });
const append = (key: string) => theirs.storage.log.append({ kind: 'keys', namespace: 'users', keys: [key] });
const killReaders = () => at.redis.client('KILL', 'TYPE', 'normal', 'SKIPME', 'yes');

describe('a follower that loses its connection', () => {
  it('is told what it has missed, and of no gap', async () => {
    for (let round = 0; round < 5; round++) {
      await append(`before ${round}`);
      await killReaders();
      await append(`after ${round}`);
    }

    const keys = [0, 1, 2, 3, 4].flatMap((round) => [`before ${round}`, `after ${round}`]);
    expect(await follower.news()).toEqual(keys.map(ofKey));
  });

  it('has nothing proven while it is away, and is told once of the outage', async () => {
    await at.server.kill();
    const instant = performance.now();
    await until(async () => follower.failures.length > 0);
    await at.server.restart();
    await follower.isUpToDate();

    expect(follower.failures.map(({ message }) => message)).toEqual([
      expect.stringContaining('cannot follow the log in Redis'),
    ]);
    expect(follower.provenUntil).toBeGreaterThan(instant);
  });

  it('goes on after a server that stood still', async () => {
    await at.server.freeze();
    const proven = follower.provenUntil;
    const appended = append('ada');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(follower.provenUntil).toBe(proven);
    await at.server.thaw();
    await appended;

    expect(await follower.news()).toEqual([ofKey('ada')]);
  });
});

describe('a follower of which nobody can say that it has missed nothing', () => {
  it('is told of a gap when the server has restarted, though it stands where it stood', async () => {
    await append('ada');
    expect(await follower.news()).toEqual([ofKey('ada')]);
    await at.server.restart();

    expect(await follower.news()).toEqual(['replaced']);
    await append('bob');
    expect(await follower.news()).toEqual([ofKey('bob')]);
  });

  it('is told of a gap when entries were removed that it has not read', async () => {
    const [, , third] = ['ada', 'bob', 'eve'];
    const last = follower.subscription.position!;
    const entry = (before: string, key: string) => ['p', before, 'm', JSON.stringify(ofKey(key))] as const;
    const base = Number(last.split('-')[0]) + 1_000;
    await at.redis
      .multi()
      .xadd(stream, `${base}-1`, ...entry(last, 'ada'))
      .xadd(stream, `${base}-2`, ...entry(`${base}-1`, 'bob'))
      .xadd(stream, `${base}-3`, ...entry(`${base}-2`, third!))
      .xdel(stream, `${base}-1`)
      .exec();

    expect(await follower.news()).toEqual(['trimmed', ofKey('bob'), ofKey('eve')]);
  });

  it('is told of a gap when the stream was emptied before it could read', async () => {
    const last = follower.subscription.position!;
    await at.redis
      .multi()
      .xadd(stream, '*', 'p', last, 'm', JSON.stringify(ofKey('ada')))
      .xtrim(stream, 'MAXLEN', 0)
      .exec();

    expect(await follower.news()).toEqual(['replaced']);
    await append('bob');
    expect(await follower.news()).toEqual([ofKey('bob')]);
  });

  it.each([
    ['deleted', async () => void (await at.redis.del(stream))],
    ['gone with all data', async () => void (await at.redis.flushall())],
    ['replaced by something else', async () => void (await at.redis.set(stream, 'foreign'))],
  ])('is told of a gap when the stream was %s', async (_what, destroy) => {
    await append('ada');
    expect(await follower.news()).toEqual([ofKey('ada')]);
    await destroy();
    await append('lost');

    expect(await follower.news()).toEqual(['replaced']);
    await append('bob');
    expect(await follower.news()).toEqual([ofKey('bob')]);
  });

  it('is told of a gap when a new stream ends before the place where it stands', async () => {
    await at.redis
      .multi()
      .del(stream)
      .xadd(stream, '5-1', 'p', '', 'm', JSON.stringify(ofKey('ada')))
      .exec();

    expect(await follower.news()).toEqual(['replaced']);
    await append('bob');
    expect(await follower.news()).toEqual([ofKey('bob')]);
  });

  it('is told of a gap by what it cannot read', async () => {
    await at.redis.xadd(stream, '*', 'p', follower.subscription.position!, 'm', '{"kind":"later"}');
    await append('ada');

    expect(await follower.news()).toEqual(['lost', ofKey('ada')]);
  });
});
