import { afterEach, describe, expect, it } from '@jest/globals';
import { MutableCacheConfiguration, memoize, standardConfiguration, TieredStorage, withWrite } from '@memoir/core';
import { until } from '@memoir/redis-test-server';
import { MemoryStorage } from '@memoir/storage-memory';
import { Redis } from 'ioredis';
import { type RedisCommands, RedisStorage } from '../../src/index.js';
import { freshPrefix } from '../support/processes.js';
import { ServerForTests } from '../support/server-for-tests.js';
import { testSerde } from '../support/test-serde.js';

const at = new ServerForTests();
const closing: (() => Promise<unknown>)[] = [];
afterEach(() => Promise.all(closing.splice(0).map((close) => close())));

const QUARANTINE_FOR = 400;
const MAX_STALENESS = 300;

/** Sends so many commands; then its process is dead: before the next one is sent, or before that one's answer is seen. */
class DyingCommands implements RedisCommands {
  isDead = false;
  #left: number;

  constructor(
    private readonly client: RedisCommands,
    commands: number,
    private readonly dies: 'before' | 'after',
  ) {
    this.#left = commands;
  }

  async callBuffer(command: string, ...args: (string | Buffer | number)[]): Promise<unknown> {
    if (!this.isDead && this.#left-- > 0) return this.client.callBuffer(command, ...args);
    if (!this.isDead && this.dies === 'after') await this.client.callBuffer(command, ...args);
    this.isDead = true;
    return new Promise(() => undefined);
  }

  duplicate(): RedisCommands {
    return this.client.duplicate();
  }

  disconnect(): void {
    this.client.disconnect();
  }
}

function open(prefix: string, client: RedisCommands, load: () => number) {
  const storage = new TieredStorage(new MemoryStorage(), new RedisStorage({ client, serde: testSerde, prefix }), {
    maxStaleness: MAX_STALENESS,
  });
  const loads = { count: 0 };
  const counted = async (_id: string) => {
    loads.count++;
    return load();
  };
  const configuration = MutableCacheConfiguration.initializedWith(standardConfiguration(storage)).setNamespace('users');
  const cached = memoize(counted, configuration);
  closing.push(async () => {
    await cached.close();
    await storage.close();
    client.disconnect();
  });
  return { cached, loads };
}

/** @returns whether the writer died, and whether it had committed by then */
async function writeAndDie(commands: number, dies: 'before' | 'after'): Promise<{ died: boolean; committed: boolean }> {
  const prefix = freshPrefix();
  const source = { version: 0 };
  const read = () => source.version;
  const dying = new DyingCommands(new Redis(at.server.url), commands, dies);
  const writer = open(prefix, dying, read);
  const reader = open(prefix, new Redis(at.server.url), read);
  expect(await reader.cached('ada')).toBe(0);
  let isDone = false;
  const write = withWrite([writer.cached.target('ada')], () => void source.version++, {
    quarantineFor: QUARANTINE_FOR,
  });
  write.then(
    () => {
      isDone = true;
    },
    () => undefined,
  );
  // Loads before the commit, between it and the death, and after.
  const reading = { isOver: false };
  const others = open(prefix, new Redis(at.server.url), read);
  const restless = (async () => {
    while (!reading.isOver) await others.cached.with({ skipNear: true })('ada');
  })();
  await until(async () => dying.isDead || isDone);
  const committed = source.version > 0;

  if (committed) expect(await reader.cached.with({ skipNear: true })('ada')).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, MAX_STALENESS));
  if (committed) expect(await reader.cached('ada')).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, QUARANTINE_FOR));
  reading.isOver = true;
  await restless;
  // The miss is over: what is loaded now stands, and is up to date.
  const last = open(prefix, new Redis(at.server.url), read);
  expect(await last.cached('ada')).toBe(source.version);
  expect(await others.cached.with({ skipNear: true })('ada')).toBe(source.version);
  expect(await reader.cached('ada')).toBe(source.version);
  const { count } = last.loads;
  expect(await last.cached.with({ skipNear: true })('ada')).toBe(source.version);
  expect(last.loads.count).toBe(count);
  return { died: dying.isDead, committed };
}

describe('a writer that dies at any of its commands', () => {
  it.each(['before', 'after'] as const)(
    '%s it is carried out leaves nothing old, and a miss that ends',
    async (dies) => {
      const ends: string[] = [];
      for (let commands = 0; ; commands++) {
        const { died, committed } = await writeAndDie(commands, dies);
        ends.push(committed ? 'committed' : 'not committed');
        if (!died) break;
      }

      expect(ends.length).toBeGreaterThan(2);
      expect(new Set(ends)).toEqual(new Set(['committed', 'not committed']));
    },
    60_000,
  );
});
