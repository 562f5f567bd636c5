import type { Milliseconds } from '../clock/duration.js';
import type { CacheEntry } from '../entry/cache-entry.js';
import { nextSequence } from '../flight/sequence.js';
import type { CacheKey } from '../key/cache-key.js';
import { KeyTable } from '../key/key-table.js';
import type { Onlooker } from '../storage/showing-keyspace.js';

/** Where fills end. */
export interface Landing {
  /** A read is answered. @returns what the near tier has taken of it, if anything */
  landed(fill: Fill, entry: CacheEntry<any> | undefined): CacheEntry<any> | undefined;
}

/** A command to the far tier whose answer is to come into the near one. */
export class Fill implements Onlooker<any> {
  readonly sequence = nextSequence();
  /** False once something happened to the key that the answer may not know of. */
  isGood = true;
  /** Others of the same key that are under way: the one that began before, and the one that began after. */
  earlier: Fill | undefined = undefined;
  later: Fill | undefined = undefined;

  constructor(
    readonly key: CacheKey,
    readonly askedAt: Milliseconds,
    private readonly landing: Landing,
  ) {}

  found(entry: CacheEntry<any> | undefined): CacheEntry<any> | undefined {
    return this.landing.landed(this, entry) ?? entry;
  }

  failed(): void {
    this.landing.landed(this, undefined);
  }
}

/** The fills of one namespace that are under way, so that a fence reaches every one. Holds nothing else. */
export class Fills {
  /** The last that began, of each key: nearly always there is one. */
  readonly #underWay = new KeyTable<Fill>();

  begin(key: CacheKey, askedAt: Milliseconds, landing: Landing): Fill {
    const fill = new Fill(key, askedAt, landing);
    const earlier = this.#underWay.get(key);
    if (earlier === undefined) this.#underWay.add(key, fill);
    else {
      fill.earlier = earlier;
      earlier.later = fill;
      this.#underWay.replace(key, fill);
    }
    return fill;
  }

  /**
   * It is answered. A read that began before it can only be older; of one that began during a write nobody knows.
   *
   * @returns whether the answer may come into the near tier
   */
  end(fill: Fill, isWrite: boolean): boolean {
    const { key, earlier, later, isGood } = fill;
    if (later !== undefined) later.earlier = earlier;
    else if (earlier !== undefined) this.#underWay.replace(key, earlier);
    else this.#underWay.delete(key);
    if (earlier !== undefined) earlier.later = later;
    if (isGood) fenceEarlier(earlier);
    if (isGood && isWrite) for (let other = later; other !== undefined; other = other.later) other.isGood = false;
    return isGood;
  }

  fence(key: CacheKey): void {
    if (this.#underWay.size > 0) fenceEarlier(this.#underWay.get(key));
  }
}

function fenceEarlier(last: Fill | undefined): void {
  for (let fill = last; fill !== undefined; fill = fill.earlier) fill.isGood = false;
}
