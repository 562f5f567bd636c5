import { describe, expect, it } from '@jest/globals';
import type { LoggedStorage } from '@memoir/core';
import { HeldLog } from '@memoir/core/testing';
import { Redis } from 'ioredis';
import { deepCopyOf } from '../../../core/test/model/explore.js';
import { oneKey, type Scope } from '../../../core/test/model/one-key/one-key.js';
import { FarServer } from '../../../core/test/tiers/support/far-server.js';
import { FarStorage } from '../../../core/test/tiers/support/far-storage.js';
import { RedisStorage } from '../../src/index.js';
import { freshPrefix } from '../support/processes.js';
import { ServerForTests } from '../support/server-for-tests.js';
import { testSerde } from '../support/test-serde.js';
import type { Bug } from './held-far.js';
import { TwoProcesses } from './two-processes.js';

const at = new ServerForTests();
const SCOPES: readonly Scope[] = [
  { calls: 4, invalidations: 2 },
  { calls: 4, invalidations: 2, isStored: false },
  { calls: 4, invalidations: 1, expiries: 1 },
  { calls: 4, invalidations: 2, losses: 1, isStored: false },
];

/** Numbers that a seed repeats. */
function choosing(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 1;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Leads the code through one way of the model. @returns what it has done wrong */
async function lead(fars: readonly LoggedStorage[], seed: number, bug: Bug) {
  const model = oneKey(SCOPES[seed % SCOPES.length]!);
  const choose = choosing(seed);
  const state = deepCopyOf(model.initial);
  const code = new TwoProcesses(fars, bug);
  await code.begin(state);
  for (;;) {
    const steps = model.steps(state);
    if (steps.length === 0) break;
    const step = steps[choose(steps.length)]!;
    const before = deepCopyOf(state);
    step.take(state);
    await code.take(step.name, before);
  }
  await code.end();
  return code;
}

async function leadAll(count: number, open: () => readonly LoggedStorage[], bug?: Bug) {
  const violations: string[] = [];
  let [taken, skipped] = [0, 0];
  for (let seed = 1; seed <= count; seed++) {
    const code = await lead(open(), seed, bug);
    violations.push(...code.violations.map((violation) => `seed ${seed}: ${violation}`));
    taken += code.taken;
    skipped += code.skipped;
    if (bug !== undefined && violations.length > 0) break;
  }
  return { violations, taken, skipped };
}

function inProcess(): readonly LoggedStorage[] {
  const server = new FarServer(new HeldLog());
  for (const line of (server.log as HeldLog).lines) line.letThrough();
  // Its types are those of the sources, which are other ones than those of what is built from them.
  return [new FarStorage(server), new FarStorage(server)] as unknown as readonly LoggedStorage[];
}

function inRedis(): readonly LoggedStorage[] {
  const prefix = freshPrefix();
  return [0, 1].map(() => {
    const client = new Redis(at.server.url);
    const storage = new RedisStorage({ client, serde: testSerde, prefix });
    const close = storage.close.bind(storage);
    storage.close = async () => {
      await close();
      client.disconnect();
    };
    return storage;
  });
}

describe.each([
  ['in one process', inProcess, 300],
  ['in Redis', inRedis, 120],
] as const)('two processes led through the ways of the model, %s', (_where, open, count) => {
  it('do nothing that must not be', async () => {
    const { violations, taken, skipped } = await leadAll(count, open);

    expect(violations).toEqual([]);
    expect(skipped).toBeLessThan(taken / 10);
  }, 120_000);

  it.each(['plain offers', 'deaf'] as const)(
    'are caught with the bug put in: %s',
    async (bug) => {
      expect((await leadAll(600, open, bug)).violations).not.toEqual([]);
    },
    120_000,
  );
});
