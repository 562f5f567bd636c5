import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createMemoizer, standardConfiguration, TieredStorage } from '@memoir/core';
import { MemoryStorage } from '@memoir/storage-memory';
import { Redis } from 'ioredis';
import { RedisStorage } from '../../src/index.js';
import { freshPrefix } from '../support/processes.js';
import { ServerForTests } from '../support/server-for-tests.js';
import { testSerde } from '../support/test-serde.js';

const at = new ServerForTests();
const WRITER = join(process.cwd(), 'packages/storage-redis/test/quarantine/writer.mjs');
const QUARANTINE_FOR = 1_000;
const MAX_STALENESS = 400;
/** For a machine that does other things too: how late a read may be. */
const GRACE = 2_000;
/** One is in the key that is written to, the other carries the tag. */
const KEYS = ['ada', 'bob'];

const closing: (() => Promise<unknown>)[] = [];
afterEach(() => Promise.all(closing.splice(0).map((close) => close())));

/** What one writer leaves behind it: a source, and processes that read it. */
class Scene {
  readonly prefix = freshPrefix();
  readonly source = `source of ${this.prefix}`;

  reader() {
    const client = new Redis(at.server.url);
    const far = new RedisStorage({ client, serde: testSerde, prefix: this.prefix });
    const storage = new TieredStorage(new MemoryStorage(), far, { maxStaleness: MAX_STALENESS });
    const { memoize } = createMemoizer(standardConfiguration(storage));
    let loads = 0;
    const load = async (_id: string) => {
      loads++;
      const version = await this.version();
      await sleep(5); // in which the source may change
      return version;
    };
    const tags = (id: string) => (id === 'bob' ? ['team:red'] : []);
    const cached = memoize(load, { namespace: 'users', tags, storageTimeout: '5s' });
    closing.push(async () => {
      await cached.close();
      await storage.close();
      client.disconnect();
    });
    return { cached, shared: cached.with({ skipNear: true }), loads: () => loads };
  }

  async version(): Promise<number> {
    return Number((await at.redis.get(this.source)) ?? 0);
  }

  #writer: ChildProcess | undefined;

  /** @param diesAt the number of a moment; left out for a writer that lives */
  static async of(diesAt?: number): Promise<Scene> {
    const scene = new Scene(diesAt);
    await scene.#start();
    return scene;
  }

  private constructor(private readonly diesAt: number | undefined) {}

  async #start(): Promise<void> {
    const { prefix, source, diesAt } = this;
    const task = {
      url: at.server.url,
      prefix,
      source,
      diesAt,
      quarantineFor: QUARANTINE_FOR,
      maxStaleness: MAX_STALENESS,
    };
    this.#writer = fork(WRITER, [JSON.stringify(task)], { execArgv: ['--unhandled-rejections=strict'] });
    await once(this.#writer, 'message');
  }

  /** @returns the moments that a writer has passed that was not killed */
  async write(): Promise<string[]> {
    const writer = this.#writer!;
    let passed: string[] = [];
    writer.on('message', (message) => {
      passed = message as string[];
    });
    writer.send('go');
    const [code, signal] = await once(writer, 'exit');
    expect(code ?? signal).toBe(this.diesAt === undefined ? 0 : 'SIGKILL');
    return passed;
  }
}

/** @returns what the source holds in the end, and how many reads there were on the way */
async function writeAndDie(scene: Scene): Promise<{ readonly version: number; readonly reads: number }> {
  const [lazy, restless, last] = [scene.reader(), scene.reader(), scene.reader()];
  for (const id of KEYS) expect(await lazy.cached(id)).toBe(0);
  let isOver = false;
  let reads = 0;
  const reading = (async () => {
    for (; !isOver; reads++) {
      for (const id of KEYS) {
        const floor = await scene.version();
        expect(await restless.shared(id)).toBeGreaterThanOrEqual(floor);
      }
    }
  })();
  await scene.write();
  const version = await scene.version();

  for (const id of KEYS) expect(await lazy.shared(id)).toBe(version);
  await sleep(MAX_STALENESS);
  for (const id of KEYS) expect(await lazy.cached(id)).toBe(version);
  // The miss ends: what is loaded then stands, and is up to date.
  const giveUpAt = performance.now() + QUARANTINE_FOR + GRACE;
  for (const id of KEYS) {
    for (let isStored = false; !isStored; ) {
      expect(await last.shared(id)).toBe(version);
      const before = last.loads();
      expect(await last.shared(id)).toBe(version);
      isStored = last.loads() === before;
      expect(performance.now()).toBeLessThan(giveUpAt);
      await sleep(50);
    }
  }
  isOver = true;
  await reading;
  return { version, reads };
}

describe('a process that is killed while it writes', () => {
  it('at any moment leaves nothing old, and a miss that ends', async () => {
    // From the second on, the server knows the scripts.
    await (await Scene.of()).write();
    const passed = await (await Scene.of()).write();
    const scenes = await Promise.all(passed.map((_, diesAt) => Scene.of(diesAt)));
    const ends = await Promise.all(scenes.map(writeAndDie));

    const committed = passed.indexOf('after the commit');
    expect(passed.filter((moment) => /EVAL/.test(moment)).length).toBeGreaterThanOrEqual(8);
    expect(ends.map(({ version }) => version)).toEqual(passed.map((_, diesAt) => (diesAt >= committed ? 1 : 0)));
    expect(Math.min(...ends.map(({ reads }) => reads))).toBeGreaterThan(5);
  }, 60_000);
});
