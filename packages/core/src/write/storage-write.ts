import type { Clock } from '../clock/clock.js';
import type { Milliseconds } from '../clock/duration.js';
import { StorageError } from '../errors.js';
import { ignore } from '../flight/deferred.js';
import { TagFences } from '../flight/tag-fences.js';
import type { CacheStorage } from '../storage/cache-storage.js';
import type { Quarantine, QuarantineTarget, QuarantiningStorage } from '../storage/quarantining-storage.js';
import { spreadFrom, tagsAtOnce } from '../storage/spreading-storage.js';
import type { TaggingStorage } from '../storage/tagging-storage.js';
import type { KeyTarget } from './write-target.js';

/** What one write concerns in one storage. */
export class StorageWrite {
  readonly #keys: KeyTarget[] = [];
  readonly #tags = new Set<string>();
  readonly #quarantining: QuarantiningStorage | undefined;
  #quarantine: Quarantine | undefined = undefined;
  #ends: (() => void)[] = [];

  constructor(
    private readonly storage: CacheStorage,
    private readonly clock: Clock,
    /** For one command; in doubt the storage does not answer. */
    private readonly timeout: Milliseconds,
  ) {
    this.#quarantining = quarantining(storage);
  }

  addKey(target: KeyTarget): void {
    const isKnown = this.#keys.some(({ line, key }) => line === target.line && key === target.key);
    if (!isKnown) this.#keys.push(target);
  }

  addTags(tags: readonly string[]): void {
    for (const tag of tags) this.#tags.add(tag);
  }

  /**
   * From here on nothing that is loaded is stored: in this process at once, elsewhere when it resolves.
   *
   * @throws {StorageError} if that is not certain
   */
  async begin(standsFor: Milliseconds): Promise<void> {
    this.#ends = this.#keys.map(({ line, key }) => line.removals.beginWrite(key));
    const fences = TagFences.of(this.storage);
    for (const tag of this.#tags) this.#ends.push(fences.underWrite.begin(tag));
    const storage = this.#quarantining;
    await this.#remove(
      storage &&
        (async () => {
          this.#quarantine = await storage.quarantine(this.#targets(), { standsFor });
        }),
    );
    await this.#spread();
  }

  /** For as long as the write takes. What cannot be extended is cleared away by `end`. */
  async extend(): Promise<void> {
    if (this.#quarantine) await this.#quarantining!.extend(this.#quarantine).then(ignore, ignore);
  }

  /**
   * Takes away what may have come in between.
   *
   * @throws {StorageError} if that is not certain
   */
  async end(): Promise<void> {
    const quarantine = this.#quarantine;
    try {
      await this.#remove(quarantine && (() => this.#quarantining!.confirm(quarantine)));
    } finally {
      // Later than the removal and its fences: what was loaded during the write is not to be stored.
      for (const end of this.#ends.splice(0)) end();
    }
    await this.#spread();
  }

  #targets(): QuarantineTarget[] {
    const keys = this.#keys.map(
      ({ line, key }): QuarantineTarget => ({ kind: 'key', namespace: line.settings.method.namespace, key }),
    );
    return [...keys, ...Array.from(this.#tags, (tag): QuarantineTarget => ({ kind: 'tag', tag }))];
  }

  /** @param all removes all of them at once, where the storage can */
  async #remove(all: (() => Promise<void>) | undefined): Promise<void> {
    const removed = all && this.#inTime(all());
    removed?.catch(ignore); // each that waits for it is told
    const removals = this.#keys.map(({ line, key }) => line.removals.invalidateAtOnce(key, removed));
    if (this.#tags.size > 0) removals.push(this.#removeTags(removed));
    for (const result of await Promise.allSettled(removals)) if (result.status === 'rejected') throw result.reason;
  }

  /** What was removed is gone from every process, where the storage wants that. */
  async #spread(): Promise<void> {
    await spreadFrom([this.storage, ...this.#keys.flatMap(({ line }) => line.removals.storages())]);
  }

  async #removeTags(removed: Promise<void> | undefined): Promise<void> {
    const tags = [...this.#tags];
    const fences = TagFences.of(this.storage);
    fences.fence(tags, 'fenced');
    try {
      await (removed ?? this.#inTime(tagsAtOnce(this.storage as TaggingStorage).invalidateTags(tags)));
    } finally {
      fences.fence(tags, 'fenced');
    }
  }

  #inTime(work: Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = () => reject(new StorageError(`the storage did not confirm within ${this.timeout} ms`));
      const timer = this.clock.schedule(this.timeout, late);
      work.finally(() => timer.cancel()).then(resolve, reject);
    });
  }
}

function quarantining(storage: CacheStorage): QuarantiningStorage | undefined {
  const isOne = typeof (storage as Partial<QuarantiningStorage>).quarantine === 'function';
  return isOne ? (storage as QuarantiningStorage) : undefined;
}
