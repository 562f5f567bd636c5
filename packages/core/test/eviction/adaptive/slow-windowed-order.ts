import { SlowDepartedKeys, SlowEraClock } from './slow-time.js';

interface Item {
  readonly slot: number;
  weight: number;
  lastUse: number;
  count: number;
}

/** The windowed order as its description puts it, in arrays that are searched and summed up each time. */
export class SlowWindowedOrder {
  #window: Item[] = [];
  #probation: Item[] = [];
  #protected: Item[] = [];
  #newest: Item | undefined;
  #isMainShrinking = false;
  #departed: SlowDepartedKeys | undefined;
  readonly #clock = new SlowEraClock();

  constructor(
    private capacity: number,
    private share: number,
  ) {}

  get slots(): number[] {
    return [...this.#window, ...this.#probation, ...this.#protected].map(({ slot }) => slot);
  }

  get weight(): number {
    return sum([...this.#window, ...this.#main]);
  }

  setCapacity(capacity: number): void {
    this.capacity = capacity;
  }

  setWindowShare(share: number): void {
    this.share = share;
    this.#isMainShrinking = sum(this.#main) > this.#mainCapacity;
  }

  lastUseOf(slot: number): number {
    return this.#itemOf(slot).lastUse;
  }

  reweigh(slot: number, weight: number): void {
    this.#itemOf(slot).weight = weight;
  }

  /** @returns whether it counts */
  use(slot: number): boolean {
    const item = this.#itemOf(slot);
    if (item.lastUse === this.#clock.era) return false;
    this.#clock.count(this.slots.length);
    item.count = Math.min(15, this.#countOf(item) + 1);
    item.lastUse = this.#clock.era;
    if (this.#window.includes(item)) {
      this.#window = [...without(this.#window, item), item];
      return true;
    }
    const wasProtected = this.#protected.includes(item);
    this.#probation = without(this.#probation, item);
    this.#protected = [...without(this.#protected, item), item];
    if (!wasProtected) this.#demote(1);
    return true;
  }

  add(slot: number, hash: number, weight: number): void {
    this.#clock.arrive(this.slots.length);
    this.#clock.count(this.slots.length + 1);
    const known = this.#departed?.take(hash);
    const count = known ? this.#clock.aged(known.count, known.lastUse) : 0;
    const item: Item = { slot, weight, lastUse: this.#clock.era, count: Math.min(15, count + 1) };
    const cold = this.#coldOfMain();
    const fits = this.weight + weight <= this.capacity && sum(this.#main) + weight <= this.#mainCapacity;
    const isPossible = known && sum(this.#main) <= this.#mainCapacity && weight <= this.#mainCapacity;
    const isSoon = isPossible && (cold === undefined || known.lastUse > cold.lastUse);
    this.#newest = item;
    (fits || isSoon ? this.#probation : this.#window).push(item);
    for (let moves = 0; moves < 8; moves++) {
      const front = this.#candidate();
      if (!front || sum(this.#window) - front.weight <= this.capacity * this.share) break;
      if (sum(this.#main) + front.weight > this.#mainCapacity) break;
      this.#admit(front);
    }
    this.#demote(8);
  }

  remove(slot: number, hash: number): void {
    const item = this.#itemOf(slot);
    this.#window = without(this.#window, item);
    this.#probation = without(this.#probation, item);
    this.#protected = without(this.#protected, item);
    if (item === this.#newest) this.#newest = undefined;
    this.#departed?.record(hash, item.lastUse, item.count);
  }

  coldest(): number | undefined {
    const entries = this.slots.length;
    const standing = this.#departed?.entries ?? 0;
    if (entries > standing * 2 || entries * 4 < standing) this.#departed = new SlowDepartedKeys(entries);
    if (sum(this.#main) <= this.#mainCapacity) this.#isMainShrinking = false;
    if (this.#isMainShrinking) return this.#longestUnused()?.slot;
    for (;;) {
      const candidate = this.#candidate();
      const cold = this.#coldOfMain();
      if (!cold) return (candidate ?? this.#newest)?.slot;
      if (!candidate || sum(this.#main) > this.#mainCapacity) return cold.slot;
      const isLongIdle = this.#clock.era - cold.lastUse > 32 * 32;
      if (!isLongIdle && this.#countOf(candidate) < this.#countOf(cold) + 2) return candidate.slot;
      this.#admit(candidate);
    }
  }

  get #main(): Item[] {
    return [...this.#probation, ...this.#protected];
  }

  get #mainCapacity(): number {
    return this.capacity * (1 - this.share);
  }

  #itemOf(slot: number): Item {
    return [...this.#window, ...this.#main].find((item) => item.slot === slot)!;
  }

  #countOf(item: Item): number {
    return this.#clock.aged(item.count, item.lastUse);
  }

  #candidate(): Item | undefined {
    return this.#window.find((item) => item !== this.#newest);
  }

  #coldOfMain(): Item | undefined {
    return this.#main.find((item) => item !== this.#newest);
  }

  #longestUnused(): Item | undefined {
    const fronts = [this.#window, this.#probation, this.#protected].flatMap(
      (list) => list.find((item) => item !== this.#newest) ?? [],
    );
    return fronts.toSorted((one, other) => one.lastUse - other.lastUse)[0] ?? this.#newest;
  }

  #admit(item: Item): void {
    this.#window = without(this.#window, item);
    this.#probation.push(item);
  }

  #demote(most: number): void {
    for (let moves = 0; moves < most && sum(this.#protected) > this.#mainCapacity * 0.8; moves++) {
      this.#probation.push(this.#protected.shift()!);
    }
  }
}

function sum(items: readonly Item[]): number {
  return items.reduce((total, { weight }) => total + weight, 0);
}

function without(items: readonly Item[], item: Item): Item[] {
  return items.filter((each) => each !== item);
}
