import type { Milliseconds } from '@memoir/core';

const MOST_KNOWN = 10_000;

interface Kept {
  readonly epoch: string;
  readonly until: Milliseconds;
}

/** Until when the epochs of namespaces are sure to stand, so that they are told to stand longer only now and then. */
export class KeptEpochs {
  readonly #known = new Map<string, Kept>();

  /** @param until of a monotonic clock */
  learn(epochName: string, epoch: string, until: Milliseconds): void {
    // Whoever is forgotten is told once more.
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(epochName, { epoch, until });
  }

  stands(epochName: string, until: Milliseconds): boolean {
    const kept = this.#known.get(epochName);
    return kept !== undefined && kept.until >= until;
  }

  /** One that was cleared, or made anew, is not kept for as long as the one before it. */
  isSame(epochName: string, epoch: string): boolean {
    return this.#known.get(epochName)?.epoch === epoch;
  }
}
