import type { Milliseconds } from '../clock/duration.js';
import { nextSequence } from '../flight/sequence.js';
import type { CacheKey } from '../key/cache-key.js';

/** A command to the far tier whose answer is to come into the near one. */
export class Fill {
  readonly sequence = nextSequence();
  /** False once something happened to the key that the answer may not know of. */
  isGood = true;

  constructor(
    readonly key: CacheKey,
    readonly askedAt: Milliseconds,
  ) {}
}

/** The fills of one namespace that are under way, so that a fence reaches every one. Holds nothing else. */
export class Fills {
  readonly #underWay = new Map<CacheKey, Set<Fill>>();

  begin(key: CacheKey, askedAt: Milliseconds): Fill {
    const fill = new Fill(key, askedAt);
    const fills = this.#underWay.get(key);
    if (fills) fills.add(fill);
    else this.#underWay.set(key, new Set([fill]));
    return fill;
  }

  /**
   * It is answered. A read that began before it can only be older; of one that began during a write nobody knows.
   *
   * @returns whether the answer may come into the near tier
   */
  end(fill: Fill, isWrite: boolean): boolean {
    const fills = this.#underWay.get(fill.key)!;
    fills.delete(fill);
    if (fills.size === 0) this.#underWay.delete(fill.key);
    else if (fill.isGood) {
      for (const other of fills) if (isWrite || other.sequence < fill.sequence) other.isGood = false;
    }
    return fill.isGood;
  }

  fence(key: CacheKey): void {
    const fills = this.#underWay.get(key);
    if (fills) for (const fill of fills) fill.isGood = false;
  }
}
