import type { Milliseconds } from '../clock/duration.js';
import { nextSequence } from '../flight/sequence.js';
import type { CacheKey } from '../key/cache-key.js';

/** A command to the far tier whose answer is to come into the near one. */
export class Fill {
  readonly sequence = nextSequence();
  /** False once something happened to the key that the answer may not know of. */
  isGood = true;
  /** Another one of the same key, that began before. */
  earlier: Fill | undefined = undefined;

  constructor(
    readonly key: CacheKey,
    readonly askedAt: Milliseconds,
  ) {}
}

/** The fills of one namespace that are under way, so that a fence reaches every one. Holds nothing else. */
export class Fills {
  /** The last that began, of each key: nearly always there is one. */
  readonly #underWay = new Map<CacheKey, Fill>();

  begin(key: CacheKey, askedAt: Milliseconds): Fill {
    const fill = new Fill(key, askedAt);
    fill.earlier = this.#underWay.get(key);
    this.#underWay.set(key, fill);
    return fill;
  }

  /**
   * It is answered. A read that began before it can only be older; of one that began during a write nobody knows.
   *
   * @returns whether the answer may come into the near tier
   */
  end(fill: Fill, isWrite: boolean): boolean {
    const last = this.#underWay.get(fill.key)!;
    if (last !== fill) {
      for (let other = last; ; other = other.earlier!) {
        if (fill.isGood && isWrite) other.isGood = false;
        if (other.earlier !== fill) continue;
        other.earlier = fill.earlier;
        break;
      }
    } else if (fill.earlier === undefined) this.#underWay.delete(fill.key);
    else this.#underWay.set(fill.key, fill.earlier);
    if (fill.isGood) fenceAll(fill.earlier);
    return fill.isGood;
  }

  fence(key: CacheKey): void {
    if (this.#underWay.size > 0) fenceAll(this.#underWay.get(key));
  }
}

function fenceAll(last: Fill | undefined): void {
  for (let fill = last; fill !== undefined; fill = fill.earlier) fill.isGood = false;
}
