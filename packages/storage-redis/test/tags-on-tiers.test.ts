import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  LoadTimeoutError,
  type Memoized,
  MutableCacheConfiguration,
  memoize,
  standardConfiguration,
  TieredStorage,
} from '@memoir/core';
import { type HeldLoads, heldLoads } from '@memoir/core/testing';
import { until } from '@memoir/redis-test-server';
import { MemoryStorage } from '@memoir/storage-memory';
import { Redis } from 'ioredis';
import { RedisStorage } from '../src/index.js';
import { freshPrefix } from './support/processes.js';
import { ServerForTests } from './support/server-for-tests.js';
import { testSerde } from './support/test-serde.js';

const at = new ServerForTests();
let ours: Process;
let theirs: Process;

/** A function of one process, on tiers; its tags come with its result. */
class Process {
  readonly loads: HeldLoads<[id: string], string> = heldLoads();
  readonly storage: TieredStorage;
  readonly cached: Memoized<(id: string) => Promise<string>>;
  readonly #client = new Redis(at.server.url);

  constructor(prefix: string) {
    const far = new RedisStorage({ client: this.#client, serde: testSerde, prefix });
    this.storage = new TieredStorage(new MemoryStorage(), far);
    const configuration = MutableCacheConfiguration.initializedWith(standardConfiguration(this.storage))
      .setNamespace('users')
      .setMethodTimeout('200ms')
      .setStorageTimeout('10s')
      .setResultTags((_value: string, id: string) => ['team:red', `user:${id}`]);
    this.cached = memoize(this.loads.load, configuration);
  }

  /** Answered by a load with this value, or without one. */
  async call(id: string, value: string): Promise<string> {
    const before = this.loads.calls.length;
    const answer = this.cached(id);
    let isAnswered = false;
    void answer.then(() => {
      isAnswered = true;
    });
    await until(async () => isAnswered || this.loads.calls.length > before);
    if (!isAnswered) (await this.loads.next()).resolve(value);
    return answer;
  }

  async close(): Promise<void> {
    await this.cached.close();
    await this.storage.close();
    this.#client.disconnect();
  }
}

beforeEach(() => {
  const prefix = freshPrefix();
  ours = new Process(prefix);
  theirs = new Process(prefix);
});
afterEach(() => Promise.all([ours.close(), theirs.close()]));

describe('a tag that is invalidated by another process', () => {
  it('while something is loaded that turns out to carry it: that is answered and kept nowhere', async () => {
    const early = ours.cached('ada');
    const load = await ours.loads.next();
    await theirs.storage.invalidateTags(['team:red']);
    load.resolve('old');

    expect(await early).toBe('old');
    expect(await ours.call('ada', 'new')).toBe('new');
    expect(await theirs.call('ada', 'not loaded')).toBe('new');
  });

  it('while it is refreshed: what the refresh brings is kept nowhere', async () => {
    expect(await ours.call('ada', 'first')).toBe('first');
    const refreshed = ours.cached.refresh('ada');
    const load = await ours.loads.next();
    await theirs.storage.invalidateTags(['user:ada']);
    load.resolve('old');

    expect(await refreshed).toBe('old');
    expect(await theirs.call('ada', 'new')).toBe('new');
    await until(async () => (await ours.call('ada', 'not loaded')) === 'new');
  });

  it('while a load goes on that nobody waits for any more: it comes too late', async () => {
    const early = ours.cached('ada');
    const load = await ours.loads.next();
    await expect(early).rejects.toThrow(LoadTimeoutError);
    await theirs.storage.invalidateTags(['team:red']);
    load.resolve('old');

    expect(await theirs.call('ada', 'new')).toBe('new');
    expect(await ours.call('ada', 'newer')).toBe('new');
  });

  it('and that nobody has seen before: it reaches what is loaded later no less', async () => {
    await theirs.storage.invalidateTags(['user:ada']);
    await ours.call('ada', 'first');
    await theirs.storage.invalidateTags(['user:ada']);

    await until(async () => (await ours.call('ada', 'new')) === 'new');
    expect(await theirs.call('ada', 'newer')).not.toBe('first');
  });

  it('is no longer served from near when the message has come, whatever the key', async () => {
    await ours.call('ada', 'old');
    await ours.call('bob', 'old');
    await theirs.storage.invalidateTags(['team:red']);
    await until(async () => (await ours.call('ada', 'new')) === 'new');

    expect(await ours.call('bob', 'new')).toBe('new');
  });
});
