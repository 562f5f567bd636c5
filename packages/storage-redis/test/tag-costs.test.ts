import { describe, expect, it } from '@jest/globals';
import { entryOf, freshPrefix, type Process } from './support/processes.js';
import { ServerForTests } from './support/server-for-tests.js';

const at = new ServerForTests();
const MANY = 1_000_000;
const MANY_AT_ONCE = 100_000;
const TAGS = 2_000;

async function store(process: Process, key: string, tags: readonly string[]): Promise<void> {
  await process.keyspace.offer(key, entryOf('x', { tags }), await process.load(key));
}

async function usedMemory(): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await at.redis.info('memory'))![1]);
}

async function timeOf(work: () => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 21; round++) {
    const begin = performance.now();
    await work();
    times.push(performance.now() - begin);
  }
  return times.sort((a, b) => a - b)[10]!;
}

describe('a tag', () => {
  const prefix = freshPrefix();

  it('is invalidated in the time of one command, also where a million entries carry it', async () => {
    const one = at.processes.open({ prefix });
    await store(one, 'entry 0', ['all']);
    const invalidate = () => one.storage.invalidateTags(['all']);
    const ofOne = await timeOf(invalidate);
    await store(one, 'entry 0', ['all']);
    const copy = `
      local bytes = redis.call('GET', KEYS[1])
      for number = ARGV[1], ARGV[2] do redis.call('SET', ARGV[3] .. number .. '}', bytes) end`;
    for (let from = 1; from < MANY; from += MANY_AT_ONCE) {
      const name = `${prefix}:users:{entry `;
      await at.redis.eval(copy, 1, `${name}0}`, from, from + MANY_AT_ONCE - 1, name);
    }
    await store(one, 'entry 500000', ['all']);
    await at.forgetCommands();
    await invalidate();
    const commands = await at.commands();
    const ofMany = await timeOf(invalidate);

    expect(await at.redis.dbsize()).toBeGreaterThan(MANY);
    expect(await one.value('entry 0')).toBeUndefined();
    expect(await one.value('entry 500000')).toBeUndefined();
    expect(Object.values(commands).reduce((sum, count) => sum + count, 0)).toBeLessThan(20);
    expect(ofMany).toBeLessThan(20 * ofOne);
    console.info(`invalidating a tag: ${ofOne.toFixed(2)} ms of one entry, ${ofMany.toFixed(2)} ms of ${MANY} entries`);
    await at.redis.flushall();
  }, 120_000);

  it('takes little, and goes an hour after the last that carried it', async () => {
    const { storage } = at.processes.open({ prefix });
    await storage.invalidateTags(['first']);
    const before = await usedMemory();
    for (let number = 0; number < TAGS; number++) await storage.invalidateTags([`tag ${number}`]);
    const perTag = (await usedMemory()) - before;

    expect(perTag / TAGS).toBeLessThan(400);
    expect(await at.redis.pttl(`${prefix}::{${prefix}}:tag:tag 7`)).toBeGreaterThan(3_000_000);
    expect(await at.redis.dbsize()).toBe(TAGS + 2);
    console.info(`memory of a tag: ${Math.round(perTag / TAGS)} bytes`);
  }, 60_000);
});
