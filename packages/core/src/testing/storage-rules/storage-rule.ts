import type { StorageBench } from '../storage-bench.js';

/** One sentence about a storage, and the check that it holds. */
export interface StorageRule {
  /** Continues "the storage ...", present tense. */
  readonly name: string;
  check(bench: StorageBench): Promise<void>;
}
