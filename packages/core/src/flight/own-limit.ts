import type { Snapshot } from '../configuration/snapshot.js';
import { LoadLimit } from './load-limit.js';

/** What a limit that was lifted is set to: whoever waits is let in, and loads that run are still counted. */
const LIFTED = Number.MAX_SAFE_INTEGER;

/** The limit that one function has for itself: the same one, however often its configuration changes. */
export class OwnLimit {
  #limit: LoadLimit | undefined = undefined;

  /** @returns it and the one shared with others, as far as they are set */
  with({ maxConcurrentLoads, loadLimit }: Snapshot): readonly LoadLimit[] | undefined {
    if (maxConcurrentLoads === undefined) {
      this.#limit?.setConcurrent(LIFTED);
      return loadLimit && [loadLimit];
    }
    this.#limit ??= new LoadLimit({ concurrent: maxConcurrentLoads });
    if (this.#limit.concurrent !== maxConcurrentLoads) this.#limit.setConcurrent(maxConcurrentLoads);
    return loadLimit === undefined ? [this.#limit] : [this.#limit, loadLimit];
  }
}
