import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freshPrefix } from '../support/processes.js';
import { ServerForTests } from '../support/server-for-tests.js';
import { listIsBelieved, type Member, Members, type Read } from './members.js';

const at = new ServerForTests();
const members = new Members();
const MAX_STALENESS = 1_000;
/** Of a machine that does other things as well. */
const SLACK = 400;
let prefix: string;

beforeEach(() => {
  prefix = freshPrefix();
});
afterEach(() => members.killAll());

const options = (consistency: 'far' | 'nodes' = 'nodes') => {
  return { way: { url: at.server.url }, prefix, maxStaleness: MAX_STALENESS, consistency };
};

/** All of them hold version 1 in their near tiers. */
async function start(count: number, consistency?: 'far' | 'nodes'): Promise<Member[]> {
  await at.redis.set(`${prefix}-source-ada`, 1);
  const started = await members.start(count, options(consistency));
  await Promise.all(started.map((member) => member.becomeNear('ada')));
  await listIsBelieved(MAX_STALENESS);
  return started;
}

const change = () => at.redis.set(`${prefix}-source-ada`, 2);

describe("an invalidation with consistency 'nodes', among processes of their own", () => {
  it('resolves when all have dropped what they had', async () => {
    const [writer, ...others] = await start(4);
    await change();

    expect((await writer!.invalidate('ada')).took).toBeLessThan(SLACK);
    const reads = await Promise.all(others.map((other) => other.does<Read>('read', { key: 'ada' })));
    expect(reads.map(({ version }) => version)).toEqual([2, 2, 2]);
  });

  it('waits for one that stands still until that one cannot rely on what it has; nor does it, when it goes on', async () => {
    const [writer, still] = await start(3);
    await change();
    const calling = still!.does<{ begin: number; version: number }[]>('callInOneTurn', {
      key: 'ada',
      calls: 60,
      every: 20,
    });
    await sleep(150); // it is in the middle of its turn
    still!.freeze();
    const { took, end } = await writer!.invalidate('ada');
    still!.thaw();

    expect(took).toBeGreaterThan(MAX_STALENESS / 5);
    expect(took).toBeLessThan(MAX_STALENESS + SLACK);
    const calls = await calling;
    const late = calls.filter(({ begin }) => begin > end);
    expect(late.length).toBeGreaterThan(10);
    expect(calls.length - late.length).toBeGreaterThan(3);
    expect(late.filter(({ version }) => version === 1)).toEqual([]);
  });

  it('is overtaken by what a turn has looked at before, where hits do not each look at the time', async () => {
    const [still] = await start(1, 'far');
    const [writer] = await members.start(1, options('nodes'));
    await change();
    const calling = still!.does<{ begin: number; version: number }[]>('callInOneTurn', {
      key: 'ada',
      calls: 60,
      every: 20,
    });
    await sleep(150);
    still!.freeze();
    const { end } = await writer!.invalidate('ada');
    still!.thaw();

    const late = (await calling).filter(({ begin }) => begin > end);
    expect(late.filter(({ version }) => version === 1).length).toBeGreaterThan(0);
  });

  it('waits for one that was killed no longer than that one could have relied on what it had', async () => {
    const [writer, killed] = await start(3);
    await killed!.kill();
    await change();

    expect((await writer!.invalidate('ada')).took).toBeLessThan(MAX_STALENESS + SLACK);
    await sleep(MAX_STALENESS);
    expect((await writer!.invalidate('ada')).took).toBeLessThan(SLACK);
  });

  it('holds for one that joins while it is under way', async () => {
    const [writer, still] = await start(2);
    still!.freeze();
    await change();
    const invalidating = writer!.invalidate('ada');
    const [newcomer] = await members.start(1, options());
    const calling = newcomer!.does<Read[]>('keepCalling', { key: 'ada' });
    const { end } = await invalidating;
    await sleep(200);
    newcomer!.stop();

    const late = (await calling).filter(({ begin }) => begin > end);
    expect(late.length).toBeGreaterThan(10);
    expect(late.filter(({ version }) => version !== 2)).toEqual([]);
    still!.thaw();
  });

  it('holds when the list of readers was lost', async () => {
    const [writer, still] = await start(2);
    still!.freeze();
    await change();
    await at.redis.del(`${prefix}::{${prefix}}:log:readers`);
    const { took } = await writer!.invalidate('ada');
    still!.thaw();

    expect(took).toBeGreaterThan(MAX_STALENESS / 2);
    expect((await still!.does<Read>('read', { key: 'ada' })).version).toBe(2);
  });
});
