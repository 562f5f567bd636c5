import { NO_SLOT } from '../hash-chains.js';
import { WeightedLists } from '../weighted-lists.js';
import { countIn, DepartedKeys, lastUseIn, NEVER_SEEN } from './departed-keys.js';
import { EraClock, erasOf } from './era-clock.js';
import { HIGHEST_COUNT, UseMarks } from './use-marks.js';

const { floor, min } = Math; // once, as in key-hash.ts

const WINDOW = 0;
const PROBATION = 1;
const PROTECTED = 2;
const LISTS = 3;
/** The first number that is a slot. */
export const FIRST_SLOT = LISTS;

/** How much of the main part is for what was used again there. Source: the paper named below. */
const PROTECTED_SHARE = 0.8;
/** How many uses a candidate must be ahead of what it drives out. At 1 the entries of a loop would take turns. */
const LEAD = 2;
/** What was not used for so long gives way to anything, however often it was used before. */
const LONGEST_IDLE = erasOf(32);
/** How many entries change parts per arrival while the window is being moved, so that no call pays for all of them. */
const MOVES_PER_ARRIVAL = 8;

/**
 * The order of W-TinyLFU. New keys enter a window, in order of recency; what leaves the window gets into the main part,
 * a segmented LRU, if it was used more often than the coldest entry there, which then goes instead. Source: Einziger,
 * Friedman and Manes, "TinyLFU: A Highly Efficient Cache Admission Policy", ACM Transactions on Storage 13(4), 2017.
 *
 * It differs in three things. There is no sketch: how often a key was used is known of each that is held, and of twice
 * as many that have gone. A key that comes back sooner than the coldest entry of the main part was last used goes
 * straight there; source: the inter-reference recency of LIRS (Jiang and Zhang, SIGMETRICS 2002). And time passes in
 * eras, within which further uses do not count.
 *
 * The share of the window can be changed at any time; the entries follow little by little.
 */
export class WindowedOrder {
  readonly #lists: WeightedLists;
  #departed: DepartedKeys | undefined;
  #entries = 0;
  #newest = NO_SLOT;
  /** The window has grown, and what that takes from the main part is still there. */
  #isMainShrinking = false;
  // Of weights that are 1 these are whole numbers, which changes no comparison and is quicker to compare.
  #windowCapacity = 0;
  #mainCapacity = 0;
  #protectedCapacity = 0;

  /**
   * @param share the part of the capacity that is the window's
   * @param weigh what a slot counts against the capacity; 1 by default
   */
  constructor(
    private capacity: number,
    private share: number,
    private readonly weigh?: ((slot: number) => number) | undefined,
    private readonly clock = new EraClock(),
    private readonly marks = new UseMarks(),
  ) {
    this.#lists = new WeightedLists(LISTS, weigh);
    this.#divide();
  }

  /** What all entries weigh together. */
  get weight(): number {
    return this.#lists.weightOf(WINDOW) + this.#mainWeight();
  }

  get windowShare(): number {
    return this.share;
  }

  setCapacity(capacity: number): void {
    this.capacity = capacity;
    this.#divide();
  }

  setWindowShare(share: number): void {
    this.share = share;
    this.#divide();
    this.#isMainShrinking = this.#isMainTooHeavy();
  }

  /** The era of the last use. */
  lastUseOf(slot: number): number {
    return this.marks.eraOf(slot);
  }

  /** Whether a further use of this slot would change nothing. For a number that is no slot, the answer is no. */
  isUsedInThisEra(slot: number): boolean {
    return this.marks.eraOf(slot) === this.clock.era;
  }

  /** Tells of a use of a slot that was not yet used in this era. */
  use(slot: number): void {
    this.clock.count(this.#entries);
    const count = min(HIGHEST_COUNT, this.#countOf(slot) + 1);
    this.marks.set(slot, this.clock.era, count);
    const list = this.#lists.listOf(slot);
    this.#lists.moveToEnd(list === PROBATION ? PROTECTED : list, slot);
    if (list === PROBATION) this.#demote(1);
  }

  /** The slot that most likely goes next, or `NO_SLOT`. */
  get endOfWindow(): number {
    return this.#lists.front(WINDOW, NO_SLOT);
  }

  /**
   * Takes in a slot whose key is new, with the hash of the key.
   *
   * @param expected the hash of the key that most likely goes next
   */
  add(slot: number, hash: number, expected = hash): void {
    if (this.clock.isOver) this.#beginAnew();
    this.clock.arrive(this.#entries);
    this.clock.count(++this.#entries);
    const departed = this.#departed;
    let known = NEVER_SEEN;
    if (departed !== undefined) {
      departed.touch(expected);
      known = departed.take(hash, this.clock.era);
    }
    if (known === NEVER_SEEN) this.#enter(slot, 1, this.#fitsIntoMain(slot));
    else this.#comeBack(slot, countIn(known), lastUseIn(known));
    if (this.#lists.weightOf(WINDOW) > this.#windowCapacity && !this.#isMainFull()) this.#fillMain();
    if (this.#lists.weightOf(PROTECTED) > this.#protectedCapacity) this.#demote(MOVES_PER_ARRIVAL);
  }

  /** Tells that a slot now weighs more, or less. */
  reweigh(slot: number, heavierBy: number): void {
    this.#lists.reweigh(slot, heavierBy);
  }

  /** Takes out a slot; what is known of its key is kept in case it comes back. */
  remove(slot: number, hash: number): void {
    this.#lists.remove(slot);
    this.#entries--;
    if (slot === this.#newest) this.#newest = NO_SLOT;
    this.#departed?.record(hash, this.marks.eraOf(slot), this.marks.countOf(slot), this.clock.era);
  }

  /** What goes next, or `NO_SLOT`. May let others into the main part on the way. */
  coldest(): number {
    if (!this.#departed?.suits(this.#entries)) this.#departed = new DepartedKeys(this.#entries);
    if (this.#isMainShrinking && this.#isStillShrinking()) return this.#longestUnused();
    for (;;) {
      const candidate = this.#lists.front(WINDOW, this.#newest);
      const cold = this.#coldestOfMain();
      if (cold === NO_SLOT) return candidate === NO_SLOT ? this.#newest : candidate;
      if (candidate === NO_SLOT || this.#isMainTooHeavy()) return cold;
      if (!this.#isWorthMore(candidate, cold)) return candidate;
      this.#lists.moveToEnd(PROBATION, candidate);
    }
  }

  /** All slots, coldest first as far as that can be said. */
  *inOrder(): Iterable<number> {
    for (const list of [WINDOW, PROBATION, PROTECTED]) yield* this.#lists.slotsOf(list);
  }

  #enter(slot: number, count: number, isMain: boolean): void {
    this.#newest = slot;
    this.marks.set(slot, this.clock.era, count);
    this.#lists.append(isMain ? PROBATION : WINDOW, slot);
  }

  #comeBack(slot: number, count: number, lastUse: number): void {
    const isMain = this.#fitsIntoMain(slot) || this.#isSoon(slot, lastUse);
    this.#enter(slot, min(HIGHEST_COUNT, this.clock.aged(count, lastUse) + 1), isMain);
  }

  #mainWeight(): number {
    return this.#lists.weightOfBoth(PROBATION, PROTECTED);
  }

  #isMainFull(): boolean {
    return this.#mainWeight() >= this.#mainCapacity;
  }

  #isStillShrinking(): boolean {
    this.#isMainShrinking = this.#isMainTooHeavy();
    return this.#isMainShrinking;
  }

  #divide(): void {
    const whole = this.weigh === undefined ? floor : (weight: number) => weight;
    const main = this.capacity * (1 - this.share);
    this.#windowCapacity = whole(this.capacity * this.share);
    this.#mainCapacity = whole(main);
    this.#protectedCapacity = whole(main * PROTECTED_SHARE);
  }

  #isMainTooHeavy(): boolean {
    return this.#mainWeight() > this.#mainCapacity;
  }

  #fitsIntoMain(slot: number): boolean {
    const weight = this.#lists.weightOfSlot(slot);
    return this.#mainWeight() + weight <= this.#mainCapacity && this.weight + weight <= this.capacity;
  }

  #isSoon(slot: number, lastUse: number): boolean {
    if (this.#isMainTooHeavy() || this.#lists.weightOfSlot(slot) > this.#mainCapacity) return false;
    const cold = this.#coldestOfMain();
    return cold === NO_SLOT || lastUse > this.marks.eraOf(cold);
  }

  #isWorthMore(candidate: number, cold: number): boolean {
    if (this.clock.era - this.marks.eraOf(cold) > LONGEST_IDLE) return true;
    // Most were used once: nothing that is known of the other can make that enough.
    return this.marks.countOf(candidate) >= LEAD && this.#isAhead(candidate, cold);
  }

  #isAhead(candidate: number, cold: number): boolean {
    return this.#countOf(candidate) >= this.#countOf(cold) + LEAD;
  }

  #countOf(slot: number): number {
    return this.clock.aged(this.marks.countOf(slot), this.marks.eraOf(slot));
  }

  #coldestOfMain(): number {
    const cold = this.#lists.front(PROBATION, this.#newest);
    return cold === NO_SLOT ? this.#lists.front(PROTECTED, this.#newest) : cold;
  }

  /** Of the three fronts the one that was not used for longest: what LRU would do, while the parts are being moved. */
  #longestUnused(): number {
    let longest = this.#newest;
    for (const list of [PROTECTED, PROBATION, WINDOW]) {
      const front = this.#lists.front(list, this.#newest);
      if (front !== NO_SLOT && (longest === this.#newest || this.marks.eraOf(front) <= this.marks.eraOf(longest))) {
        longest = front;
      }
    }
    return longest;
  }

  /** After the window was made smaller: what no longer fits there fills the main part, whatever it is worth. */
  #fillMain(): void {
    for (let moves = 0; moves < MOVES_PER_ARRIVAL; moves++) {
      if (this.#lists.weightOf(WINDOW) <= this.#windowCapacity || this.#isMainFull()) return;
      const front = this.#lists.front(WINDOW, this.#newest);
      if (front === NO_SLOT) return;
      const weight = this.#lists.weightOfSlot(front);
      if (this.#lists.weightOf(WINDOW) - weight <= this.#windowCapacity) return;
      if (this.#mainWeight() + weight > this.#mainCapacity) return;
      this.#lists.moveToEnd(PROBATION, front);
    }
  }

  #demote(most: number): void {
    for (let moves = 0; moves < most; moves++) {
      if (this.#lists.weightOf(PROTECTED) <= this.#protectedCapacity) return;
      const front = this.#lists.front(PROTECTED, NO_SLOT);
      if (front === NO_SLOT) return;
      this.#lists.moveToEnd(PROBATION, front);
    }
  }

  #beginAnew(): void {
    this.clock.beginAnew();
    this.marks.forgetEras();
    this.#departed = undefined;
  }
}
