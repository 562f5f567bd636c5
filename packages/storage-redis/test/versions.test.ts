import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CacheSession, createMemoizer, standardConfiguration } from '@memoir/core';
import { Redis } from 'ioredis';
import { RedisStorage } from '../src/index.js';
import { freshPrefix } from './support/processes.js';
import { ServerForTests } from './support/server-for-tests.js';
import { testSerde } from './support/test-serde.js';

const at = new ServerForTests();

/** Two processes over one source whose version tells whether a report still holds. */
class Reports {
  readonly source = { version: 1, asked: 0 };
  readonly loads: string[] = [];
  readonly #open: { storage: RedisStorage; client: Redis }[] = [];
  readonly #prefix = freshPrefix();

  process() {
    const client = new Redis(at.server.url);
    const storage = new RedisStorage({ client, serde: testSerde, prefix: this.#prefix });
    this.#open.push({ storage, client });
    const load = async (year: number) => {
      this.loads.push(`${year} of version ${this.source.version}`);
      return this.loads.at(-1)!;
    };
    const version = () => {
      this.source.asked++;
      return this.source.version;
    };
    return createMemoizer(standardConfiguration(storage)).memoize(load, {
      namespace: 'reports',
      storageTimeout: '5s',
      version,
    });
  }

  async close(): Promise<void> {
    for (const { storage, client } of this.#open) {
      await storage.close();
      client.disconnect();
    }
  }
}

describe('results with a version in Redis', () => {
  let reports: Reports;
  beforeEach(() => {
    reports = new Reports();
  });
  afterEach(() => reports.close());

  it('hold in every process while the version stays, and in none once it has changed', async () => {
    const [one, other] = [reports.process(), reports.process()];
    expect([await one(2026), await other(2026)]).toEqual(['2026 of version 1', '2026 of version 1']);
    reports.source.version = 2;
    expect([await other(2026), await one(2026)]).toEqual(['2026 of version 2', '2026 of version 2']);
    expect(reports.loads).toHaveLength(2);
  });

  it('are not found again stale when the version changes back', async () => {
    const [one, other] = [reports.process(), reports.process()];
    await one(2026);
    reports.source.version = 2;
    await other(2026);
    reports.source.version = 1;
    expect(await one(2026)).toBe('2026 of version 1');
    expect(reports.loads).toHaveLength(3);
  });

  it('are one version for a session, asked for once per arguments', async () => {
    const cached = reports.process();
    await new CacheSession().run(async () => {
      await cached(2026);
      reports.source.version = 2;
      expect([await cached(2026), reports.source.asked]).toEqual(['2026 of version 1', 1]);
    });
    expect(await cached(2026)).toBe('2026 of version 2');
  });
});
