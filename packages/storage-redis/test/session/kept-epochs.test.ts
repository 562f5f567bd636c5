import { beforeEach, describe, expect, it } from '@jest/globals';
import { entryOf, freshPrefix, type Process } from '../support/processes.js';
import { ServerForTests } from '../support/server-for-tests.js';

const at = new ServerForTests();
const DAY = 86_400_000;
/** Beyond what the test itself takes. */
const SLACK = 60_000;

let prefix: string;
let ours: Process;
let theirs: Process;
let name: string;

beforeEach(() => {
  prefix = freshPrefix();
  ours = at.processes.open({ prefix });
  theirs = at.processes.open({ prefix });
  name = `${prefix}::{${prefix}}:epoch:users`;
});

const lasting = (livesFor: number, tags: readonly string[] = []) =>
  entryOf('Ada', { keepUntil: Date.now() + livesFor, tags });

async function store(process: Process, key: string, livesFor: number, tags: readonly string[] = []): Promise<void> {
  const permit = await process.load(key, { tags });
  expect(await process.keyspace.offer(key, lasting(livesFor, tags), permit)).toBe('stored');
}

describe('the epoch of a namespace', () => {
  it('goes by itself a day after its namespace was used last', async () => {
    await ours.keyspace.get('ada');
    expect(await at.redis.pttl(name)).toBeGreaterThan(DAY - SLACK);

    await store(ours, 'ada', SLACK);
    await ours.keyspace.clear();
    expect(await at.redis.pttl(name)).toBeGreaterThan(DAY - SLACK);
    expect(await at.redis.pttl(name)).toBeLessThanOrEqual(DAY);
  });

  it.each([
    ['', []],
    [' with tags', ['team:red']],
  ])('outlives what is stored under it%s, whatever else comes and goes', async (_what, tags) => {
    await store(ours, 'ada', 3 * DAY, tags);
    expect(await at.redis.pttl(name)).toBeGreaterThan(3 * DAY);
    await theirs.keyspace.get('ada');
    await store(theirs, 'bob', SLACK);
    expect(await at.redis.pttl(name)).toBeGreaterThan(3 * DAY);

    await store(theirs, 'eve', Number.POSITIVE_INFINITY, tags);
    expect(await at.redis.pttl(name)).toBe(-1);
    await store(ours, 'zoe', SLACK);
    expect(await at.redis.pttl(name)).toBe(-1);
  });

  it('outlives what is stored after it was lost or cleared by somebody else', async () => {
    await store(ours, 'ada', 3 * DAY);
    await theirs.keyspace.clear();
    await store(ours, 'ada', 3 * DAY);
    expect(await at.redis.pttl(name)).toBeGreaterThan(3 * DAY);

    await at.redis.del(name);
    await theirs.keyspace.get('ada');
    await store(ours, 'ada', 3 * DAY);
    expect(await at.redis.pttl(name)).toBeGreaterThan(3 * DAY);
    expect(await theirs.value('ada')).toBe('Ada');
  });

  it('is told to stand longer once, and not by each write', async () => {
    await at.forgetCommands();
    await store(ours, 'ada', SLACK);
    // Asked before it is told.
    expect((await at.commands())['pttl']).toBeGreaterThan(0);
    await at.forgetCommands();
    for (const key of ['bob', 'eve', 'zoe']) await store(ours, key, SLACK);

    expect(await at.commands()).not.toHaveProperty('pttl');
  });
});
