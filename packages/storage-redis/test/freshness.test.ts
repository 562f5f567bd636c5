import { afterEach, describe, expect, it } from '@jest/globals';
import {
  type CacheOptions,
  createMemoizer,
  type LoadContext,
  type Memoized,
  standardConfiguration,
} from '@memoir/core';
import { Redis } from 'ioredis';
import { RedisStorage } from '../src/index.js';
import { freshPrefix } from './support/processes.js';
import { ServerForTests } from './support/server-for-tests.js';
import { testSerde } from './support/test-serde.js';

const at = new ServerForTests();
const toClose: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of toClose.splice(0)) await close();
});

/** Processes that memoize the same function of one source, which works until the test says otherwise. */
function fleet(size: number, options: CacheOptions<[id: string], string> = {}) {
  const prefix = freshPrefix();
  const source = { tag: 1, isDown: false, asked: [] as (string | undefined)[] };
  const load = async (context: LoadContext, id: string) => {
    const before = context.previous<string>()?.value;
    source.asked.push(before);
    if (source.isDown) throw new Error('down');
    const now = `${id} ${source.tag}`;
    return before === now ? context.notModified() : now;
  };
  const members: Memoized<(id: string) => Promise<string>>[] = Array.from({ length: size }, () => {
    const client = new Redis(at.server.url, { maxRetriesPerRequest: 0 });
    client.on('error', () => undefined);
    const storage = new RedisStorage({ client, serde: testSerde, prefix });
    const { memoizeWithContext } = createMemoizer(standardConfiguration(storage));
    const member = memoizeWithContext(load, {
      namespace: 'users',
      storageTimeout: '5s',
      keepStaleFor: '1h',
      ...options,
    } as object) as unknown as Memoized<(id: string) => Promise<string>>;
    toClose.push(async () => {
      await member.close();
      await storage.close();
      client.disconnect();
    });
    return member;
  });
  return { members, source };
}

describe('a value that Redis keeps', () => {
  it('stands in for a load that fails in a process that never loaded it, and that process rests', async () => {
    const { members, source } = fleet(2);
    const [one, other] = [members[0]!, members[1]!];
    await one('ada');
    await one.expire('ada');
    source.isDown = true;

    expect([await other('ada'), await other('ada')]).toEqual(['ada 1', 'ada 1']);
    expect(source.asked).toEqual([undefined, 'ada 1']);
  });

  it('does not, once another process has invalidated it', async () => {
    const { members, source } = fleet(2);
    const [one, other] = [members[0]!, members[1]!];
    await one('ada');
    await one.expire('ada');
    source.isDown = true;
    expect(await other('ada')).toBe('ada 1');
    await one.invalidate('ada');

    await expect(other('ada')).rejects.toThrow('down');
  });

  it('is told to the refresh of another process, which may keep it for another lifetime', async () => {
    const { members, source } = fleet(2);
    const [one, other] = [members[0]!, members[1]!];
    await one('ada');
    expect(await other.refresh('ada')).toBe('ada 1');
    source.tag = 2;
    expect(await other.refresh('ada')).toBe('ada 2');

    expect(source.asked).toEqual([undefined, 'ada 1', 'ada 1']);
    expect(await one('ada')).toBe('ada 2');
  });
});

it('processes agree on the part that jitter by key takes off a lifetime', async () => {
  const { members } = fleet(2, { jitter: 0.5 });
  await members[0]!('ada');
  const stored = (await members[1]!.peek('ada'))!;
  await members[1]!.invalidate('ada');
  await members[1]!('ada');
  const again = (await members[0]!.peek('ada'))!;

  const spans = [stored, again].map(({ createdAt, expiresAt }) => expiresAt - createdAt);
  expect(Math.abs(spans[0]! - spans[1]!)).toBeLessThan(100); // instants are carried over to the server's clock
  expect(spans[0]).toBeLessThan(30 * 60_000);
});
