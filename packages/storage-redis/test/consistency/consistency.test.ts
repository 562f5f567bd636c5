import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const SECONDS = 6;
const RUN = join(process.cwd(), 'packages/storage-redis/test/consistency/run.mjs');

interface Report {
  readonly reads: number;
  readonly hits: number;
  readonly invalidationsConfirmed: number;
  readonly faults: Record<string, number>;
  readonly plainSets: number;
  readonly violations: number;
  readonly examples: readonly unknown[];
}

/** A run of its own processes, with what was built; ends with 1 if it has found something. */
function run(seed: number, ...options: string[]): Promise<Report> {
  const args = [RUN, '--json', '--seconds', String(SECONDS), '--seed', String(seed), ...options];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, (error, output, errors) => {
      if (output === '') reject(error ?? new Error(errors));
      else resolve(JSON.parse(output) as Report);
    });
  });
}

describe('five processes that share a Redis, and meet faults', () => {
  const seed = Date.now() % 1e9;

  it(`read nothing older than an invalidation that has ended (seed ${seed})`, async () => {
    const { reads, hits, invalidationsConfirmed, faults, violations, examples } = await run(seed);

    expect({ violations, examples }).toEqual({ violations: 0, examples: [] });
    expect(Math.min(hits, reads - hits, invalidationsConfirmed)).toBeGreaterThan(50);
    expect(Math.min(...Object.values(faults))).toBeGreaterThan(0);
  }, 60_000);

  it(`are caught when they store by a plain SET (seed ${seed})`, async () => {
    const { plainSets, violations } = await run(seed, '--plain-set');

    expect(plainSets).toBeGreaterThan(50);
    expect(violations).toBeGreaterThan(0);
  }, 60_000);
});
