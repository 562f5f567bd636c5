import type { Milliseconds } from '../clock/duration.js';
import type { CacheStorage } from '../storage/cache-storage.js';
import type { Runner } from './runner.js';
import { StorageBench } from './storage-bench.js';
import { CAPABILITY_RULES } from './storage-rules/capability-rules.js';
import { KEY_RULES } from './storage-rules/key-rules.js';
import { NAMESPACE_RULES } from './storage-rules/namespace-rules.js';
import { ORDER_RULES } from './storage-rules/order-rules.js';
import { REMOVAL_RULES } from './storage-rules/removal-rules.js';
import type { StorageRule } from './storage-rules/storage-rule.js';
import { VALUE_RULES } from './storage-rules/value-rules.js';

const GROUPS: readonly (readonly [name: string, rules: readonly StorageRule[]])[] = [
  ['values', VALUE_RULES],
  ['keys', KEY_RULES],
  ['namespaces', NAMESPACE_RULES],
  ['removals', REMOVAL_RULES],
  ['order', ORDER_RULES],
  ['capabilities', CAPABILITY_RULES],
];

export interface StorageConformanceOptions {
  /**
   * How far an instant may be off after a round trip, where a storage keeps time by another clock.
   *
   * @default 0
   */
  readonly instantsWithin?: Milliseconds | undefined;
}

/**
 * Declares the tests that every storage must pass. Works with any runner:
 *
 *     storageConformance({ describe, it }, 'FileStorage', () => new FileStorage(folder));
 *
 * Each test uses namespaces of its own, so `create` may give a new storage or the same one each time; it must have room
 * for a few megabytes. What was created is closed by the last test, so all of them have to run, in order.
 */
export function storageConformance(
  runner: Runner,
  name: string,
  create: () => CacheStorage | Promise<CacheStorage>,
  options: StorageConformanceOptions = {},
): void {
  const created = new Set<CacheStorage>();
  runner.describe(name, () => {
    for (const [group, rules] of GROUPS) {
      runner.describe(group, () => {
        for (const rule of rules) {
          runner.it(rule.name, async () => {
            const bench = new StorageBench(await create(), options.instantsWithin ?? 0);
            created.add(bench.storage);
            await rule.check(bench);
            bench.expectNoReports();
          });
        }
      });
    }
    runner.describe('end', () => {
      runner.it('can be closed, and closed again', async () => {
        if (created.size === 0) created.add(await create());
        for (const storage of created) {
          await storage.close?.();
          await storage.close?.();
        }
      });
    });
  });
}
