import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

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
function run(seconds: number, ...options: string[]): Promise<Report> {
  const args = [RUN, '--json', '--seconds', String(seconds), '--seed', String(seed), ...options];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, (error, output) => {
      if (output === '') reject(error ?? new Error('the run printed nothing'));
      else resolve(JSON.parse(output) as Report);
    });
  });
}

const seed = Date.now() % 1e9;

describe(`five processes that share a Redis, and meet faults (seed ${seed})`, () => {
  it('read nothing older than an invalidation that has ended, alone with one server', async () => {
    const { reads, hits, invalidationsConfirmed, faults, violations, examples } = await run(10);

    expect({ violations, examples }).toEqual({ violations: 0, examples: [] });
    expect(Math.min(hits, reads - hits, invalidationsConfirmed)).toBeGreaterThan(50);
    expect(Math.min(...Object.values(faults))).toBeGreaterThan(0);
  }, 120_000);

  it.each(['sentinel', 'cluster'])(
    'read nothing older when one node takes over from another: %s',
    async (topology) => {
      const { reads, hits, invalidationsConfirmed, faults, violations, examples } = await run(
        8,
        '--topology',
        topology,
      );

      expect({ violations, examples }).toEqual({ violations: 0, examples: [] });
      expect(Math.min(hits, reads - hits, invalidationsConfirmed)).toBeGreaterThan(50);
      expect(faults['failover: master killed, replica behind']).toBeGreaterThan(0);
    },
    180_000,
  );

  it('are caught when they store by a plain SET', async () => {
    // Which load an invalidation overtakes is chance: one run of several has to show it.
    let violations = 0;
    for (let attempt = 1; attempt <= 5 && violations === 0; attempt++) {
      const report = await run(12, '--plain-set', '--seed', String(seed + attempt));
      expect(report.plainSets).toBeGreaterThan(50);
      ({ violations } = report);
    }

    expect(violations).toBeGreaterThan(0);
  }, 300_000);
});

describe('a run that goes wrong', () => {
  it('says what has happened', async () => {
    await expect(run(1, '--topology', 'none')).rejects.toThrow(/no such topology: none/);
  });
});
