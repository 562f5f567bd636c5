import { expect, it } from '@jest/globals';
import { CacheSession, createMemoizer, standardConfiguration, TieredStorage } from '../../src/index.js';
import { MapStorage } from '../support/map-storage.js';
import { FarServer } from './support/far-server.js';
import { FarStorage } from './support/far-storage.js';

/** Two processes, each with a near tier, over one source whose version tells whether a report still holds. */
function setUp() {
  const server = new FarServer();
  const source = { version: 1, loads: 0 };
  const process = () =>
    createMemoizer(standardConfiguration(new TieredStorage(new MapStorage(), new FarStorage(server)))).memoize(
      async (year: number) => `${year} of version ${source.version}, load ${++source.loads}`,
      { namespace: 'reports', version: () => source.version },
    );
  return { source, one: process(), other: process() };
}

it('a result with a version holds in both tiers of every process while the version stays, and in none once it has changed', async () => {
  const { source, one, other } = setUp();
  for (const cached of [one, other, one, other]) expect(await cached(2026)).toBe('2026 of version 1, load 1');
  source.version = 2;
  for (const cached of [other, other]) expect(await cached(2026)).toBe('2026 of version 2, load 2');
  expect(await one(2026)).toMatch(/^2026 of version 2/);
});

it('a version that changes back finds nothing stale in either tier', async () => {
  const { source, one, other } = setUp();
  await Promise.all([one(2026), other(2026)]);
  source.version = 2;
  await other(2026);
  source.version = 3;
  await one(2026);
  source.version = 2;
  expect(await other(2026)).toMatch(/^2026 of version 2/);
  expect(await one(2026)).toMatch(/^2026 of version 2/);
});

it('a session sees one version on tiers, whatever changes meanwhile', async () => {
  const { source, one } = setUp();
  await new CacheSession().run(async () => {
    await one(2026);
    source.version = 2;
    expect(await one(2026)).toBe('2026 of version 1, load 1');
  });
  expect(await one(2026)).toBe('2026 of version 2, load 2');
});
