import type { TrackedEntry } from '../entry/cache-entry.js';
import type { CacheKey } from '../key/cache-key.js';
import { EraClock } from './adaptive/era-clock.js';
import { UseMarks } from './adaptive/use-marks.js';
import { FIRST_SHARE, WindowContest } from './adaptive/window-contest.js';
import { FIRST_SLOT, WindowedOrder } from './adaptive/windowed-order.js';
import { BoundedEvictionStrategy } from './bounded-eviction-strategy.js';
import type { EvictionBound } from './eviction-strategy.js';
import { NO_SLOT } from './hash-chains.js';

const { floor } = Math; // once, as in key-hash.ts

/** In the mark that an entry carries; a power of two. */
const ERAS_TOLD_APART = 256;

/**
 * Notices what is asked for: keeps what is used often where that pays, what was used lately where that pays, and is not
 * emptied by a scan. It is W-TinyLFU with the window of "Adaptive Software Cache Management" (Einziger, Eytan, Friedman
 * and Manes, Middleware 2018); how it differs from both is said at its parts. What was popular once ages.
 *
 * It learns from the first time on that something has to go; until then it costs no more than LRU.
 */
export class AdaptiveEvictionStrategy extends BoundedEvictionStrategy {
  readonly #order: WindowedOrder;
  // The order's, held here as well: a hit should not have to go through it.
  readonly #clock = new EraClock();
  readonly #marks = new UseMarks();
  #contest: WindowContest | undefined;

  constructor(bound: EvictionBound = {}) {
    super(bound, FIRST_SLOT);
    const weightOf = bound.weigh && ((slot: number) => this.weightOf(slot));
    this.#order = new WindowedOrder(this.capacity, FIRST_SHARE, weightOf, this.#clock, this.#marks);
  }

  /**
   * Most hits end at the first line, and look at nothing but the entry: among many entries, what lies elsewhere is not in
   * the processor's cache. An entry that was last used exactly 256 eras ago, or carries the mark of another strategy, may
   * be taken for one that was used in this era, which costs it one use.
   */
  override markRead(key: CacheKey, entry: TrackedEntry): void {
    const mark = entry.strategySlot;
    if (typeof mark === 'number' && (mark & (ERAS_TOLD_APART - 1)) === (this.#clock.era & (ERAS_TOLD_APART - 1)))
      return;
    super.markRead(key, entry);
    if (typeof entry.strategySlot === 'number') entry.strategySlot = this.markFor(this.slotIn(entry.strategySlot));
  }

  /** The slot and the era of its last use. A number beyond 31 bits, past 8 million slots, is slower and no less true. */
  protected override markFor(slot: number): number {
    return slot * ERAS_TOLD_APART + (this.#marks.eraOf(slot) & (ERAS_TOLD_APART - 1));
  }

  protected override slotIn(mark: number): number {
    return floor(mark / ERAS_TOLD_APART);
  }

  protected touched(slot: number): void {
    if (this.#order.isUsedInThisEra(slot)) return;
    this.#order.use(slot);
    this.#show(slot, this.slots.hashOf(slot));
  }

  protected added(slot: number, hash: number): void {
    const next = this.#order.endOfWindow;
    this.#order.add(slot, hash, next === NO_SLOT ? hash : this.slots.hashOf(next));
    this.#show(slot, hash);
  }

  protected overwritten(slot: number, heavierBy: number): void {
    this.#order.reweigh(slot, heavierBy);
  }

  protected removed(slot: number, wasNamed: boolean): void {
    const hash = this.slots.hashOf(slot);
    this.#order.remove(slot, hash);
    if (!wasNamed && this.#contest?.sees(hash)) this.#contest.forget(hash);
  }

  protected coldest(): number {
    if (!this.#contest?.isAbout(this.slots.size)) this.#contest = this.#beginContest();
    return this.#order.coldest();
  }

  protected inOrder(): Iterable<number> {
    return this.#order.inOrder();
  }

  protected override resized(): void {
    this.#order.setCapacity(this.capacity);
    this.#contest = undefined;
  }

  #show(slot: number, hash: number): void {
    if (this.#contest?.sees(hash)) this.#showSeen(slot, hash, this.#contest);
  }

  #showSeen(slot: number, hash: number, contest: WindowContest): void {
    if (contest.access(hash, this.weightOf(slot))) this.#order.setWindowShare(contest.share);
  }

  /** Begins with what is held, as if it had been asked for in the order of its last uses. */
  #beginContest(): WindowContest {
    const contest = new WindowContest(this.capacity, this.slots.size, this.#order.windowShare, this.isWeighed);
    const seen: number[] = [];
    for (const slot of this.#order.inOrder()) if (contest.sees(this.slots.hashOf(slot))) seen.push(slot);
    seen.sort((one, other) => this.#order.lastUseOf(one) - this.#order.lastUseOf(other));
    for (const slot of seen) contest.access(this.slots.hashOf(slot), this.weightOf(slot));
    return contest;
  }
}
